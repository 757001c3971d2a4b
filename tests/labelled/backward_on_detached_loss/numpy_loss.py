# mistake: backward-on-detached-loss
# line: 20
# proof: stops((AttributeError, RuntimeError))

import numpy as np
import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)


def rmse(pred, target):
    return np.sqrt(((pred.detach().numpy() - target.numpy()) ** 2).mean())


for _ in range(2):
    loss = rmse(net(torch.randn(4, 3)), torch.randn(4, 1))
    opt.zero_grad()
    loss.backward()
    opt.step()
