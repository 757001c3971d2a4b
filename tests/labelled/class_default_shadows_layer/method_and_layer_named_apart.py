# clean: class-default-shadows-layer
# proof: sound(AE(), randn(2, 6))

import torch
from torch import nn


class AE(nn.Module):
    latent = 2

    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(6, self.latent)
        self.decoder = nn.Linear(self.latent, 6)

    def encode(self, x):
        return torch.tanh(self.encoder(x))

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        return self.decode(self.encode(x))
