# mistake: optimizer-built-too-early
# line: 24
# proof: misses(optimizer, model)

import torch
from torch import nn
from torch.nn.utils import weight_norm


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 3)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(self.conv(x).mean(-1))


model = Critic()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for layer in model.modules():
    if isinstance(layer, (nn.Conv1d, nn.Linear)):
        weight_norm(layer)
for _ in range(2):
    optimizer.zero_grad()
    model(torch.randn(2, 1, 8)).pow(2).mean().backward()
    optimizer.step()
