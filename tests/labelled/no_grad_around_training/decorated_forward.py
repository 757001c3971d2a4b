# mistake: no-grad-around-training
# line: 14, 15
# proof: raises(RuntimeError, lambda: Net()(randn(2, 3)).sum().backward(), "does not require grad")

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    @torch.no_grad()
    def forward(self, x):
        return torch.sigmoid(self.fc(x))


def train(model, data):
    opt = torch.optim.Adam(model.parameters())
    for x, y in data:
        opt.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        opt.step()
