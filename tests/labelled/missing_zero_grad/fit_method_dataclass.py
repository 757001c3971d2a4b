# mistake: missing-zero-grad
# line: 20, 21
# proof: fact("stale_gradient", 1)

from dataclasses import dataclass
import torch
from torch import nn


@dataclass
class Learner:
    model: nn.Module
    lr: float = 0.1

    def fit(self, loader, epochs=1):
        opt = torch.optim.SGD(self.model.parameters(), lr=self.lr)
        for _ in range(epochs):
            for xb, yb in loader:
                loss = nn.functional.mse_loss(self.model(xb), yb)
                loss.backward()
                opt.step()


Learner(nn.Linear(3, 1)).fit([(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(3)])
