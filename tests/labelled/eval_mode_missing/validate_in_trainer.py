# mistake: eval-mode-missing
# line: 24, 26
# proof: fact("training_without_grad", 1)

import torch
from torch import nn


class Trainer:
    def __init__(self):
        self.model = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
        self.opt = torch.optim.Adam(self.model.parameters())

    def train(self, batches):
        self.model.train()
        for x, y in batches:
            self.opt.zero_grad()
            loss = nn.functional.cross_entropy(self.model(x), y)
            loss.backward()
            self.opt.step()

    def validate(self, batches):
        hits = 0
        with torch.no_grad():
            for x, y in batches:
                logits = self.model(x)
                hits += (logits.argmax(-1) == y).sum().item()
        return hits


data = [(torch.randn(4, 3), torch.randint(0, 2, (4,))) for _ in range(2)]
tr = Trainer()
for e in range(2):
    tr.train(data)
    tr.validate(data)
