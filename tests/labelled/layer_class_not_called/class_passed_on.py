# clean: layer-class-not-called
# proof: sound(Net(nn.Tanh), randn(2, 3))

from torch import nn


def block(n, act=nn.ReLU):
    return nn.Sequential(nn.Linear(n, n), act())


class Net(nn.Module):
    def __init__(self, act=nn.ReLU):
        super().__init__()
        self.body = block(3, act)
        self.head = block(3, act=nn.Sigmoid)

    def forward(self, x):
        return self.head(self.body(x))
