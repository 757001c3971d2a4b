# clean: name-already-registered
# proof: holds(fc.weight.is_leaf)

import torch
from torch import nn

fc, other = nn.Linear(3, 3), nn.Linear(3, 3)
with torch.no_grad():
    fc.weight.copy_(torch.eye(3))
    fc.bias[:] = 0
fc.weight.data = torch.eye(3)
fc.weight = other.weight
fc.bias = None
