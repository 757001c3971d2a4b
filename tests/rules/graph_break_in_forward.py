import logging
import random
import time

import numpy as np
import torch
from torch import nn

logger = logging.getLogger(__name__)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.head = Head()

    def forward(self, x):
        started = time.time()  # want: graph-break-in-forward "`time.time`"
        h = self.fc(x)
        print("hidden", h.mean())  # want: graph-break-in-forward "`print`"
        scale = h.abs().max().item()  # want: graph-break-in-forward "`.item()`"
        if h.sum() > 0:  # want: graph-break-in-forward "`if`"
            h = h * scale
        if not torch.isfinite(h).all():  # want: graph-break-in-forward
            h = torch.zeros_like(h)
        return self.head(h), started


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = self.fc(x) * random.random() + np.random.rand()  # want: graph-break-in-forward "random.random"; graph-break-in-forward "np.random.rand"
        return self.normalise(x)

    def normalise(self, x):
        while x.norm() > 1:  # want: graph-break-in-forward "`while`"
            x = x / 2
        return x * float(x.max())  # want: graph-break-in-forward "float(...)"


model = torch.compile(Net(), mode="reduce-overhead")

# --- nothing below is a mistake


class NotCompiled(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        print(x.mean().item())
        if x.sum() > 0:
            x = x * random.random()
        return x


class Fine(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.debug = False

    def forward(self, x, n=3, mask=None):
        x = self.fc(x)
        logger.info("shape %s", x.shape)
        assert x.sum() < 1e9
        if self.debug:
            print(x.mean().item())
        if x.dim() == 3 or x.size(0) > 8 or x.shape[1] > 9:
            x = x.flatten(1)
        if mask is not None and self.training:
            x = x * mask
        if n > 2:
            x = x * n
        x = torch.where(x.sum() > 0, x, -x)
        return x / x.abs().max()

    def report(self, x):
        print(self.forward(x).mean().item(), time.time())


fine = torch.compile(Fine())
print(fine(torch.randn(2, 8)).sum().item(), NotCompiled()(torch.randn(2, 8)), model(torch.randn(2, 8)))
