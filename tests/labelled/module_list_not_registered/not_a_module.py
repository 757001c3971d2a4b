# clean: module-list-not-registered
# proof: holds(len(list(Bag().params())) == 4)

import torch
from torch import nn


class Bag:
    """Keeps a few models together; not a Module, and says itself what is to be trained."""

    def __init__(self):
        self.models = [nn.Linear(3, 3), nn.Linear(3, 1)]

    def params(self):
        for model in self.models:
            yield from model.parameters()

    def __call__(self, x):
        for model in self.models:
            x = model(x)
        return x


bag = Bag()
optimizer = torch.optim.SGD(bag.params(), lr=0.1)
bag(torch.randn(2, 3)).sum().backward()
optimizer.step()
