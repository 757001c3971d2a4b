# clean: missing-step
# proof: fact("step", 2)

import torch
from torch import nn


class Learner:
    def __init__(self, net):
        self.net = net
        self.opt = torch.optim.SGD(net.parameters(), lr=1e-3)

    def _step(self):
        self.opt.step()

    def fit(self, batches):
        for x in batches:
            self.opt.zero_grad()
            loss = self.net(x).pow(2).mean()
            loss.backward()
            self._step()


Learner(nn.Linear(3, 1)).fit(torch.randn(3, 2, 3))
