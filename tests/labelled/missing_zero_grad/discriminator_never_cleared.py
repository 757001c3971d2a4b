# mistake: missing-zero-grad
# line: 18, 19
# proof: fact("stale_gradient", 1)

import torch
from torch import nn

G = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3))
D = nn.Sequential(nn.Linear(3, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
opt_G = torch.optim.Adam(G.parameters(), lr=2e-4)
opt_D = torch.optim.Adam(D.parameters(), lr=2e-4)
criterion = nn.BCEWithLogitsLoss()
for step in range(3):
    real = torch.randn(4, 3)
    ones, zeros = torch.ones(4, 1), torch.zeros(4, 1)
    fake = G(torch.randn(4, 2))
    d_loss = criterion(D(real), ones) + criterion(D(fake.detach()), zeros)
    d_loss.backward()
    opt_D.step()
    opt_G.zero_grad()
    g_loss = criterion(D(fake), ones)
    g_loss.backward()
    opt_G.step()
