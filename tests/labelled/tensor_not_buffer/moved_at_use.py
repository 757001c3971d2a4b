# clean: tensor-not-buffer
# proof: sound(EdgeLoss(), randn(1, 1, 6, 6))

import torch
import torch.nn as nn
import torch.nn.functional as F


class EdgeLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = torch.tensor([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])

    def forward(self, img):
        k = self.kernel.to(img)
        return F.conv2d(img, k[None, None], padding=1)
