# clean: tensor-not-buffer
# proof: sound(Normalize(), randn(2, 3, 4, 4))

import torch
import torch.nn as nn


class Normalize(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.Buffer(torch.zeros(1, 3, 1, 1))
        self.std = nn.Buffer(torch.ones(1, 3, 1, 1), persistent=False)

    def forward(self, x):
        return (x - self.mean) / self.std
