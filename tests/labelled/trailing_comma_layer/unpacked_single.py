# clean: trailing-comma-layer
# proof: sound(Net(), randn(2, 4))

import torch.nn as nn


def heads(n):
    return [nn.Linear(4, 2) for _ in range(n)]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = heads(2)
        self.third, = heads(1)

    def forward(self, x):
        return self.first(x), self.second(x), self.third(x)
