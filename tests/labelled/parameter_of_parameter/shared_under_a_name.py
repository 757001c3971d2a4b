# mistake: parameter-of-parameter
# line: 14
# proof: holds((lambda m: m.out.weight is not m.emb.weight)(LM()))
import torch
from torch import nn


class LM(nn.Module):
    def __init__(self, v=8, d=4):
        super().__init__()
        self.emb = nn.Embedding(v, d)
        self.out = nn.Linear(d, v, bias=False)
        shared = self.emb.weight
        self.out.weight = nn.Parameter(shared)

    def forward(self, x):
        return self.out(self.emb(x))
