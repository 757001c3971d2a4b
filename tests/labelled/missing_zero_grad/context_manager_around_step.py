# clean: missing-zero-grad
# proof: healthy()
from contextlib import contextmanager
import torch
from torch import nn


@contextmanager
def fresh_grads(opt):
    opt.zero_grad(set_to_none=True)
    yield
    opt.step()


net = nn.Linear(3, 1)
sgd = torch.optim.SGD(net.parameters(), lr=0.1)
for x in torch.randn(3, 2, 3):
    with fresh_grads(sgd):
        net(x).pow(2).mean().backward()
