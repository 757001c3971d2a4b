# clean: graph-cut-in-forward
# proof: sound(SimSiam(), randn(3, 4), randn(3, 4))

import torch
from torch import nn
import torch.nn.functional as F


class SimSiam(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 6)
        self.predictor = nn.Sequential(nn.Linear(6, 3), nn.ReLU(), nn.Linear(3, 6))

    def forward(self, x1, x2):
        z1, z2 = self.encoder(x1), self.encoder(x2)
        p1, p2 = self.predictor(z1), self.predictor(z2)
        d = lambda p, z: -F.cosine_similarity(p, z.detach(), dim=-1).mean()
        return d(p1, z2) / 2 + d(p2, z1) / 2
