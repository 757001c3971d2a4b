# mistake: missing-step
# line: 22
# proof: holds(torch.equal(before, G.weight))

import torch
from torch import nn

G, D = nn.Linear(2, 3), nn.Linear(3, 1)
before = G.weight.detach().clone()
optG = torch.optim.Adam(G.parameters())
optD = torch.optim.Adam(D.parameters())
bce = nn.BCEWithLogitsLoss()
for _ in range(2):
    real, z = torch.randn(4, 3), torch.randn(4, 2)
    optD.zero_grad()
    d_loss = bce(D(real), torch.ones(4, 1)) + bce(D(G(z).detach()), torch.zeros(4, 1))
    d_loss.backward()
    optD.step()

    optG.zero_grad()
    g_loss = bce(D(G(z)), torch.ones(4, 1))
    g_loss.backward()
