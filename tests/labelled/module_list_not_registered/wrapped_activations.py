# clean: module-list-not-registered
# proof: sound(Stack(4), randn(2, 4))

from torch import nn


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x) + x


class Stack(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.bends = [Residual(nn.ReLU()), Residual(nn.Tanh())]
        self.out = nn.Linear(width, 2)

    def forward(self, x):
        for bend in self.bends:
            x = bend(x)
        return self.out(x)
