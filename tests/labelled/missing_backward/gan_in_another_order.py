# clean: missing-backward
# proof: healthy()
import torch
from torch import nn

G, D = nn.Linear(2, 4), nn.Linear(4, 1)
og, od = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(5, 1), torch.zeros(5, 1)
for real in torch.randn(3, 5, 4):
    fake = G(torch.randn(5, 2))
    d_loss = bce(D(real), ones) + bce(D(fake.detach()), zeros)
    g_loss = bce(D(fake), ones)
    od.zero_grad()
    d_loss.backward()
    og.zero_grad()
    (g_loss * 0.5).backward()
    od.step() if False else None
    og.step()
