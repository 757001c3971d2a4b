# mistake: eval-mode-missing
# line: 22, 25
# proof: fact("training_without_grad", 1)

import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def train(self):
        for x, y in self.loader:
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()

    @torch.no_grad()
    def test(self):
        good = 0
        for x, y in self.loader:
            good += (self.model(x).argmax(1) == y).sum().item()
        return good


model = nn.Sequential(nn.Linear(3, 6), nn.Dropout(0.3), nn.Linear(6, 2))
t = Trainer(model, [(torch.randn(4, 3), torch.randint(0, 2, (4,))) for _ in range(2)])
t.train()
print(t.test())
