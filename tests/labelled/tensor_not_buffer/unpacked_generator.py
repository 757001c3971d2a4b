# mistake: tensor-not-buffer
# line: 11
# proof: stays_behind(Norm([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), torch.rand(1, 3, 4, 4))
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.mean, self.std = (torch.tensor(v).view(1, 3, 1, 1) for v in (mean, std))
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, img):
        return self.conv((img - self.mean) / self.std)
