# clean: missing-zero-grad
# proof: healthy()

import torch
from torch import nn


class GAN:
    def __init__(self):
        self.G, self.D = nn.Linear(2, 3), nn.Linear(3, 1)
        self.optG = torch.optim.Adam(self.G.parameters())
        self.optD = torch.optim.Adam(self.D.parameters())

    def train(self, batches):
        for real in batches:
            self.D.zero_grad()
            fake = self.G(torch.randn(len(real), 2))
            d_loss = self.D(fake.detach()).mean() - self.D(real).mean()
            d_loss.backward()
            self.optD.step()
            self.G.zero_grad()
            g_loss = -self.D(fake).mean()
            g_loss.backward()
            self.optG.step()


GAN().train(torch.randn(3, 4, 3))
