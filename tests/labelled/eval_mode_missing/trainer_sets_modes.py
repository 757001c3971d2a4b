# clean: eval-mode-missing
# proof: healthy()

import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.opt = torch.optim.SGD(model.parameters(), lr=0.1)

    def run(self, loader, training):
        self.model.train(training)
        hits = 0
        with torch.set_grad_enabled(training):
            for x, y in loader:
                out = self.model(x)
                if training:
                    self.opt.zero_grad()
                    nn.functional.cross_entropy(out, y).backward()
                    self.opt.step()
                hits += (out.argmax(1) == y).sum().item()
        return hits


t = Trainer(nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.2), nn.Linear(4, 2)))
data = [(torch.randn(4, 3), torch.randint(0, 2, (4,)))]
t.run(data, True)
t.run(data, False)
