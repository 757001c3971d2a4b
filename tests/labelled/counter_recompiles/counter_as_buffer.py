# clean: counter-recompiles
# proof: holds(net.step.item() == 4)

import torch
from torch import nn


class Warmup(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.register_buffer("step", torch.zeros(()))

    def forward(self, x):
        self.step += 1
        return self.fc(x) * self.step


net = Warmup()
fast = torch.compile(net)
for _ in range(4):
    fast(torch.ones(2, 4))
