# mistake: missing-zero-grad
# line: 22, 23
# proof: fact("stale_gradient", 2)

import torch
import torch.nn.functional as F
from torch import nn, optim


class Graph(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.line = nn.Linear(width, classes)

    def forward(self, x):
        return F.log_softmax(self.line(x), dim=1)

    def fit(self, x, y, steps):
        optimizer = optim.SGD(self.parameters(), lr=0.1)
        for _ in range(steps):
            self.train()
            loss = F.nll_loss(self.forward(x), y)
            loss.backward()
            optimizer.step()
            self.eval()
            with torch.no_grad():
                print(self.forward(x).argmax(1), self.state_dict().keys())


Graph(4, 3).fit(torch.randn(5, 4), torch.tensor([0, 1, 2, 0, 1]), 3)
