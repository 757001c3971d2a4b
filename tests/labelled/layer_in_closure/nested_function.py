# mistake: layer-in-closure
# line: 12, 13, 18
# proof: orphans(Model(3), randn(2, 3))

from torch import nn


class Model(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.out = nn.Linear(dim, 1)
        up = nn.Linear(dim, 4 * dim)
        down = nn.Linear(4 * dim, dim)

        def mlp(x):
            return down(up(x).relu())

        self.mlp = mlp

    def forward(self, x):
        return self.out(x + self.mlp(x))
