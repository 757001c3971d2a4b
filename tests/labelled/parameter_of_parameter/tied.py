# clean: parameter-of-parameter
# proof: sound(LM(), torch.tensor([1, 2]))

import torch
from torch import nn


class LM(nn.Module):
    def __init__(self, vocab=10, dim=4):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.dec = nn.Linear(dim, vocab, bias=False)
        self.dec.weight = self.emb.weight
        self.scale = nn.Parameter(self.emb.weight.detach().norm(dim=1).mean().clone())

    def forward(self, idx):
        return self.dec(self.emb(idx)) * self.scale
