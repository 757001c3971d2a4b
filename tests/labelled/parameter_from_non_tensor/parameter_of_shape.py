# mistake: parameter-from-non-tensor
# line: 12
# proof: raises((AttributeError, TypeError), lambda: Lin(3, 4))

import torch
import torch.nn as nn


class Lin(nn.Module):
    def __init__(self, n: int, m: int):
        super().__init__()
        self.weight = nn.Parameter((n, m))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x):
        return x @ self.weight
