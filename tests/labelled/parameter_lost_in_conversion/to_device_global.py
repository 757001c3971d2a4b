# mistake: parameter-lost-in-conversion
# line: 16
# proof: hidden(Translator(3, "meta"), "bias", learns=False)
# proof: raises(AssertionError, lambda: hidden(Translator(3), "bias"))

import torch
import torch.nn as nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Translator(nn.Module):
    def __init__(self, n, device=device):
        super().__init__()
        self.lin = nn.Linear(n, n, bias=False)
        self.bias = nn.Parameter(torch.zeros(n)).to(device)

    def forward(self, x):
        return self.lin(x) + self.bias
