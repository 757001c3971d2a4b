# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
from torch import nn


class Shares(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(4, 3)

    def forward(self, x):
        scores, _ = torch.sort(self.line(x), dim=1)
        return torch.softmax(scores, dim=1)


def fit(x, y, squared):
    model = Shares()
    criterion = nn.MSELoss() if squared else nn.L1Loss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


fit(torch.randn(5, 4), torch.softmax(torch.randn(5, 3), dim=1), squared=True)
