# mistake: module-list-not-registered
# line: 21
# proof: hidden(Ensemble(3), "members.0", randn(4, 2))

from torch import nn
import torch


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, width), nn.Linear(width, 1)])

    def forward(self, x):
        return self.layers[1](torch.relu(self.layers[0](x)))


class Ensemble(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.members = [Net(4 + i) for i in range(n)]

    def forward(self, x):
        preds = torch.stack([m(x) for m in self.members])
        return preds.mean(0), preds.std(0)
