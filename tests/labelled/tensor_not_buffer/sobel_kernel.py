# mistake: tensor-not-buffer
# line: 14
# proof: stays_behind(EdgeLoss(), randn(1, 1, 6, 6), randn(1, 1, 6, 6))

import torch
import torch.nn as nn
import torch.nn.functional as F


class EdgeLoss(nn.Module):
    def __init__(self):
        super().__init__()
        kernel = [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
        self.kernel_x = torch.tensor(kernel).view(1, 1, 3, 3)

    def edges(self, img):
        return F.conv2d(img, self.kernel_x, padding=1)

    def forward(self, pred, target):
        return F.l1_loss(self.edges(pred), self.edges(target))
