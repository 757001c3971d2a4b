# clean: missing-zero-grad
# proof: healthy()

import torch
import torch.nn.functional as F
from torch import nn


class Regressor(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.line = nn.Linear(width, 1)
        self.optimizer = torch.optim.SGD(self.line.parameters(), lr=0.1)

    def train(self, mode=True):
        self.optimizer.zero_grad()
        return super().train(mode)

    def forward(self, x):
        return self.line(x)

    def fit(self, x, y):
        for _ in range(3):
            self.train()
            loss = F.mse_loss(self.forward(x), y)
            loss.backward()
            self.optimizer.step()


Regressor(4).fit(torch.randn(5, 4), torch.randn(5, 1))
