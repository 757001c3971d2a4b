# mistake: parameter-of-parameter
# line: 15
# proof: holds(LM().dec.weight is not LM().emb.weight and broken(LM()))

import torch
from torch import nn


class LM(nn.Module):
    def __init__(self, vocab=10, dim=4):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.dec = nn.Linear(dim, vocab, bias=False)
        # tie weights
        self.dec.weight = nn.Parameter(self.emb.weight)

    def forward(self, idx):
        return self.dec(self.emb(idx))


def broken(model):
    model.double()
    return model.dec.weight.data_ptr() != model.emb.weight.data_ptr()
