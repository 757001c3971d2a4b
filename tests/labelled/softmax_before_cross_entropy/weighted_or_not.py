# mistake: softmax-before-cross-entropy
# line: 14, 31
# proof: fact("probabilities", 2)

import torch
from torch import nn


class Logit(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.line = nn.Linear(width, 1)

    def forward(self, x):
        return torch.sigmoid(self.line(x))


class Regression:
    def __init__(self, lr=0.05, epochs=2):
        self.lr, self.epochs = lr, epochs
        self.net = None

    def fit(self, x, y, weight=None):
        self.net = Logit(x.shape[1])
        loss_fn = (
            nn.BCEWithLogitsLoss(pos_weight=weight) if weight is not None else nn.BCEWithLogitsLoss()
        )
        optimizer = torch.optim.SGD(self.net.parameters(), lr=self.lr)
        for _ in range(self.epochs):
            optimizer.zero_grad()
            loss = loss_fn(self.net(x), y)
            loss.backward()
            optimizer.step()
        return self


Regression().fit(torch.randn(8, 3), torch.rand(8, 1).round(), torch.tensor(2.0))
