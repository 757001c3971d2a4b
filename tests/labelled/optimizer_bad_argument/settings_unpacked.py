# mistake: optimizer-bad-argument
# line: 15
# proof: raises(TypeError, GAN)

import torch
from torch import nn, optim


class GAN:
    def __init__(self, z=16):
        self.g = nn.Sequential(nn.Linear(z, 32), nn.ReLU(), nn.Linear(32, 2))
        self.d = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
        kw = dict(lr=2e-4, betas=(0.5, 0.999))
        self.opt_g = optim.Adam(self.g.parameters(), **kw)
        self.opt_d = optim.Adam(self.d.parameters, **kw)
        self.bce = nn.BCEWithLogitsLoss()

    def d_step(self, real, z):
        fake = self.g(z).detach()
        r, f = self.d(real), self.d(fake)
        loss = self.bce(r, torch.ones_like(r)) + self.bce(f, torch.zeros_like(f))
        self.opt_d.zero_grad()
        loss.backward()
        self.opt_d.step()
        return loss.item()
