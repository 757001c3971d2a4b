# mistake: module-list-not-registered
# line: 29, 31
# proof: hidden(Stack(4, 2), "blocks.0", randn(2, 4))

from torch import nn


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x) + x


class Mix(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.line = nn.Linear(width, width)

    def forward(self, x):
        return self.line(x).relu()


class Stack(nn.Module):
    def __init__(self, width, depth, local=True):
        super().__init__()
        self.blocks = []
        for _ in range(depth):
            self.blocks.append(Residual(Mix(width)) if local else nn.Identity())
        self.out = nn.Linear(width, 2)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.out(x)
