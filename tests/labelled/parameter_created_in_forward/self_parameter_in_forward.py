# mistake: parameter-created-in-forward
# line: 15
# proof: holds("bias" not in dict(Net().named_parameters()))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, dim: int = 3):
        super().__init__()
        self.lin = nn.Linear(dim, dim, bias=False)

    def forward(self, x):
        self.bias = nn.Parameter(torch.zeros(x.size(1)))
        return self.lin(x) + self.bias
