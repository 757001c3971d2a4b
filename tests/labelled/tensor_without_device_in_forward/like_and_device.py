# clean: tensor-without-device-in-forward
# proof: sound(VAE(), randn(2, 4), steady=False)

import torch
import torch.nn as nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(4, 4)
        self.dec = nn.Linear(2, 4)

    def forward(self, x):
        mu, logvar = self.enc(x).chunk(2, dim=1)
        z = mu + torch.randn_like(mu) * logvar.exp()
        shift = torch.zeros(2, device=x.device, dtype=x.dtype) + x.new_ones(2)
        return self.dec(z + shift)
