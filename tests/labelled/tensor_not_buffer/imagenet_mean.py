# mistake: tensor-not-buffer
# line: 12, 13
# proof: stays_behind(Normalize(), randn(2, 3, 4, 4))

import torch
from torch import nn


class Normalize(nn.Module):
    def __init__(self, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)):
        super().__init__()
        self.mean = torch.tensor(mean).reshape(1, 3, 1, 1)
        self.std = torch.tensor(std).reshape(1, 3, 1, 1)

    def forward(self, img):
        return (img - self.mean) / self.std
