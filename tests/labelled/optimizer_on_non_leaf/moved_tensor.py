# mistake: optimizer-on-non-leaf
# line: 9, 10
# proof: stops(ValueError, "non-leaf")

import torch

device = torch.device("cpu")
target = torch.randn(4, device=device)
z = torch.randn(4, requires_grad=True).double()
optimizer = torch.optim.Adam([z], lr=0.1)
for _ in range(3):
    loss = (z - target).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
