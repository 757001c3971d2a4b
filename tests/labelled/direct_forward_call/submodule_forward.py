# mistake: direct-forward-call
# line: 16
# proof: skips_hooks(net.encoder, lambda m: net(randn(2, 4)))

import torch
from torch import nn


class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 2)
        self.decoder = nn.Linear(2, 4)

    def forward(self, x):
        z = self.encoder.forward(x)
        return self.decoder(z)


net = AE()
