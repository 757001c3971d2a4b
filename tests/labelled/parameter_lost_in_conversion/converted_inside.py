# clean: parameter-lost-in-conversion
# proof: sound(Temperature(), randn(2, 3).double(), moves=False)

import torch
from torch import nn


class Temperature(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        self.t = nn.Parameter(torch.ones(1).double().to(device))
        self.offset = nn.Parameter(torch.zeros(3, device=device).view(1, 3).double())

    def forward(self, logits):
        return logits / self.t + self.offset
