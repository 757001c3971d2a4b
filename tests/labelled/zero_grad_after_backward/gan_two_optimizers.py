# clean: zero-grad-after-backward
# proof: healthy()

import torch
import torch.nn as nn

G, D = nn.Linear(2, 4), nn.Linear(4, 1)
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3)
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3)
bce = nn.BCEWithLogitsLoss()

for real in (torch.randn(6, 4) for _ in range(3)):
    fake = G(torch.randn(6, 2))
    d_loss = bce(D(real), torch.ones(6, 1)) + bce(D(fake.detach()), torch.zeros(6, 1))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()

    g_loss = bce(D(fake), torch.ones(6, 1))
    opt_g.zero_grad()
    g_loss.backward()
    opt_d.zero_grad()
    opt_g.step()
