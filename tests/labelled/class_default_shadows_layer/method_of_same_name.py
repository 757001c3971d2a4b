# mistake: class-default-shadows-layer
# line: 12, 15
# proof: holds(callable(VAE().encode) and not isinstance(VAE().encode, nn.Module))

import torch
import torch.nn as nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(6, 4)
        self.decode_net = nn.Linear(2, 6)

    def encode(self, x):
        mu, logvar = self.encode(x).chunk(2, dim=-1)
        return mu, logvar

    def forward(self, x):
        mu, logvar = self.encode(x)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        return self.decode_net(z), mu, logvar
