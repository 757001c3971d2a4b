# mistake: loss-graph-accumulated
# line: 22
# proof: holds(t.total.grad_fn is not None)

import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net = net
        self.opt = torch.optim.SGD(net.parameters(), lr=0.01)
        self.total = 0.0
        self.count = 0

    def run(self, batches):
        for x in batches:
            self.opt.zero_grad()
            loss = self.net(x).abs().mean()
            loss.backward()
            self.opt.step()
            self.total = self.total + loss * x.size(0)
            self.count += x.size(0)
        return self.total / self.count


t = Trainer(nn.Linear(3, 1))
t.run(torch.randn(3, 4, 3))
