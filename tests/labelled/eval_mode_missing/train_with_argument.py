# clean: eval-mode-missing
# proof: healthy()

import torch
from torch import nn


class Runner:
    def __init__(self, model):
        self.model = model
        self.opt = torch.optim.Adam(model.parameters())

    def run(self, data, train=True):
        self.model.train(train)
        with torch.set_grad_enabled(train):
            for x, y in data:
                loss = nn.functional.cross_entropy(self.model(x), y)
                if train:
                    self.opt.zero_grad()
                    loss.backward()
                    self.opt.step()

    def fit(self, data, val, n=2):
        for _ in range(n):
            self.run(data)
            self.run(val, train=False)


d = [(torch.randn(6, 4), torch.randint(0, 2, (6,))) for _ in range(2)]
Runner(nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.BatchNorm1d(4), nn.Linear(4, 2))).fit(d, d)
