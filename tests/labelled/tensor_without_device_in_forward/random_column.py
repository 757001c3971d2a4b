# clean: tensor-without-device-in-forward
# proof: sound(Jitter(), randn(4, 6), steady=False)

import torch
from torch import nn


class Jitter(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 6)

    def forward(self, x):
        h = self.fc(x)
        k = torch.randint(0, x.size(1), (1,))[0]
        strength = torch.rand(3)[0]
        return h * strength + x[:, k].unsqueeze(1) * (k + 1)
