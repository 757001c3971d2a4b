# clean: eval-mode-missing
# proof: healthy()

import torch
from torch import nn


class Clf:
    def __init__(self):
        self.net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))

    def fit(self, xs, ys):
        opt = torch.optim.SGD(self.net.parameters(), lr=0.1)
        self.net.train()
        for x, y in zip(xs, ys):
            opt.zero_grad()
            nn.functional.cross_entropy(self.net(x), y).backward()
            opt.step()
        self.net.eval()
        return self

    @torch.no_grad()
    def predict(self, batches):
        return [self.net(x).argmax(1) for x in batches]


Clf().fit(torch.randn(2, 4, 3), torch.randint(0, 2, (2, 4))).predict(torch.randn(2, 4, 3))
