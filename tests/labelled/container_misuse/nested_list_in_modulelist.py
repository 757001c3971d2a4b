# mistake: container-misuse
# line: 11, 12, 13, 14
# proof: raises(TypeError, Net, "is not a Module subclass")

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleList([
            [nn.Linear(4, 4), nn.ReLU()],
            [nn.Linear(4, 2), nn.ReLU()],
        ])

    def forward(self, x):
        for stage in self.stages:
            for layer in stage:
                x = layer(x)
        return x
