# mistake: counter-recompiles
# line: 16, 17
# proof: fact("compile", 5)

import torch
from torch import nn


class Warmup(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.step = 0

    def forward(self, x):
        self.step += 1
        return self.fc(x) * (self.step / 100.0)


net = torch.compile(Warmup())
for _ in range(5):
    net(torch.ones(2, 4))
