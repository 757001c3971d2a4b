# mistake: missing-call-parens
# line: 16
# proof: fact("stale_gradient", 1)

import torch
from torch import nn


class Trainer:
    def __init__(self):
        self.model = nn.Linear(3, 3)
        self.opt = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def run(self, steps=3):
        for _ in range(steps):
            self.opt.zero_grad
            out = self.model(torch.randn(2, 3))
            out.pow(2).mean().backward()
            self.opt.step()


Trainer().run()
