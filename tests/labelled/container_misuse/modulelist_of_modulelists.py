# clean: container-misuse
# proof: sound(Net(), randn(2, 4), {"a": 0})

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleList([nn.ModuleList([nn.Linear(4, 4)]), nn.Sequential(nn.ReLU())])
        self.named = nn.ModuleDict({str(i): nn.Linear(4, 4) for i in range(2)})

    def forward(self, x, which):
        for stage in self.stages:
            for layer in stage:
                x = layer(x)
        for key in self.named:
            x = self.named[key](x)
        return self.named[str(which["a"])](x)
