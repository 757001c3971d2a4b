# mistake: optimizer-bad-argument
# line: 10
# proof: stops(TypeError)

import torch
from torch import nn


def make(enc, dec):
    params = enc.parameters() + dec.parameters()
    return torch.optim.Adam(params, lr=1e-3)


make(nn.Linear(2, 2), nn.Linear(2, 2))
