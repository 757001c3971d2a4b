# mistake: tensor-without-device-in-forward
# line: 17
# proof: stays_behind(VAE(), randn(2, 4))

import torch
import torch.nn as nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(4, 4)
        self.dec = nn.Linear(2, 4)

    def forward(self, x):
        mu, logvar = self.enc(x).chunk(2, dim=1)
        eps = torch.randn(mu.size(0), 2)
        z = mu + eps * (0.5 * logvar).exp()
        return self.dec(z)
