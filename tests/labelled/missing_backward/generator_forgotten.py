# mistake: missing-backward
# line: 21
# proof: fact("step_without_gradient")
import torch
from torch import nn

G = nn.Linear(2, 4)
D = nn.Linear(4, 1)
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4)
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4)
bce = nn.BCEWithLogitsLoss()
for real in torch.randn(3, 5, 4):
    z = torch.randn(5, 2)
    fake = G(z)
    d_loss = bce(D(real), torch.ones(5, 1)) + bce(D(fake.detach()), torch.zeros(5, 1))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    opt_g.zero_grad()
    g_loss = bce(D(fake), torch.ones(5, 1))
    opt_g.step()
