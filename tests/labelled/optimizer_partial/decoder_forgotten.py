# mistake: optimizer-partial
# line: 10
# proof: misses(opt, decoder)

import torch
from torch import nn

encoder = nn.Linear(6, 2)
decoder = nn.Linear(2, 6)
opt = torch.optim.Adam(encoder.parameters(), lr=1e-2)
for _ in range(3):
    x = torch.randn(4, 6)
    loss = nn.functional.mse_loss(decoder(encoder(x)), x)
    opt.zero_grad()
    loss.backward()
    opt.step()
