# clean: tensor-not-buffer
# proof: sound(Contrast(), randn(4, 4))

import torch
import torch.nn as nn


class Contrast(nn.Module):
    def __init__(self, batch=4):
        super().__init__()
        self.mask = 1.0 - torch.eye(batch)

    def forward(self, similar):
        mask = self.mask
        mask = mask.to(similar)
        return (similar * mask).sum(dim=1)
