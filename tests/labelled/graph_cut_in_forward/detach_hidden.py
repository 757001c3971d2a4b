# mistake: graph-cut-in-forward
# line: 17
# proof: no_gradient(Model(), "embed", torch.tensor([1, 2]))

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super(Model, self).__init__()
        self.embed = nn.Embedding(10, 4)
        self.head = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))

    def forward(self, idx):
        feats = self.embed(idx)
        feats = feats.detach()
        return self.head(feats)
