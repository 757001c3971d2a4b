# clean: forward-returns-nothing
# proof: holds(len(kept) == 2 and all(k.requires_grad for k in kept))

import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x, keep=None):
        y = torch.relu(self.fc(x)) + self.fc.bias
        keep is not None and keep.append(y)


kept = []
probe = Probe()
for x in torch.randn(2, 3, 4):
    probe(x, kept)
