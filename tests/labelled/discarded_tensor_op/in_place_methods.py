# clean: discarded-tensor-op
# proof: holds(h.grad_fn is None and bool((x == 2).all()))

import torch
from torch import nn

cell = nn.RNNCell(3, 4)
h = torch.zeros(2, 4)
h = cell(torch.randn(2, 3), h)
h.detach_()
x = torch.ones(2, 3)
x.mul_(2)
x.unsqueeze_(0)
