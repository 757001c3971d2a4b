# mistake: missing-zero-grad
# line: 34, 35
# proof: fact("stale_gradient", 1)

import torch
from torch import nn
import torch.nn.functional as F


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.mu, self.lv, self.d = nn.Linear(6, 8), nn.Linear(8, 2), nn.Linear(8, 2), nn.Linear(2, 6)

    def forward(self, x):
        h = F.relu(self.e(x))
        mu, lv = self.mu(h), self.lv(h)
        z = mu + torch.randn_like(mu) * (lv / 2).exp()
        return self.d(z), mu, lv


def loss_fn(recon, x, mu, lv):
    rec = F.mse_loss(recon, x, reduction="sum")
    kld = -0.5 * torch.sum(1 + lv - mu.pow(2) - lv.exp())
    return rec + kld


vae = VAE()
optim = torch.optim.Adam(vae.parameters(), lr=1e-3)
for epoch in range(1, 3):
    for x in torch.randn(2, 4, 6):
        recon, mu, lv = vae(x)
        loss = loss_fn(recon, x, mu, lv)
        loss.backward()
        optim.step()
