# mistake: optimizer-built-too-early
# line: 24
# proof: misses(experiment.opt, experiment.net)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(4, 8), nn.Linear(8, 10)

    def forward(self, x):
        return self.head(self.body(x).relu())


class Experiment:
    def __init__(self, backbone: nn.Module, lr=1e-2):
        self.net = backbone
        self.opt = torch.optim.Adam(self.net.parameters(), lr=lr)

    def finetune(self, loader, n_classes):
        self.net.head = nn.Linear(8, n_classes)
        self.net.train()
        for x, y in loader:
            self.opt.zero_grad()
            loss = nn.functional.cross_entropy(self.net(x), y)
            loss.backward()
            self.opt.step()


experiment = Experiment(Net())
experiment.finetune([(torch.randn(2, 4), torch.tensor([0, 1]))], 2)
