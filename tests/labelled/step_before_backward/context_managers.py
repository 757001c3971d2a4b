# clean: step-before-backward
# proof: healthy()
import torch
from contextlib import contextmanager, nullcontext
from torch import nn


class Ctx:
    def __init__(self, opt):
        self.opt = opt

    def __enter__(self):
        self.opt.zero_grad()

    def __exit__(self, *exc):
        self.opt.step()


@contextmanager
def timer(name):
    import time
    t = time.time()
    yield
    print(name, time.time() - t)


net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=.1)
for x in torch.randn(3, 2, 3):
    with timer("step"), Ctx(opt), nullcontext():
        net(x).sum().backward()
