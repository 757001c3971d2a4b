# clean: parameter-lost-in-conversion
# proof: sound(model, randn(2, 3).to(torch.float64), moves=False)

import torch
import torch.nn as nn

device = "cuda" if torch.cuda.is_available() else "cpu"


class Translator(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.lin = nn.Linear(n, n, bias=False)
        self.bias = nn.Parameter(torch.zeros(n))

    def forward(self, x):
        return self.lin(x) + self.bias


model = Translator(3).double().to(device)
