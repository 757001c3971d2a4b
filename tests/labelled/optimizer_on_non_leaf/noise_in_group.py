# mistake: optimizer-on-non-leaf
# line: 9
# proof: stops(ValueError, "non-leaf")
import torch
from torch import nn

net = nn.Linear(3, 3)
noise = 0.1 * torch.randn(1, 3, requires_grad=True)
optimizer = torch.optim.SGD([{"params": net.parameters()}, {"params": [noise], "lr": 1.0}], lr=0.1)
