# clean: optimizer-on-non-leaf
# proof: healthy()

import torch

device = torch.device("cpu")
target = torch.randn(4, device=device)
z = torch.randn(4, device=device).mul(0.1).requires_grad_(True)
w = (0.1 * torch.randn(4)).detach().requires_grad_()
optimizer = torch.optim.Adam([z, w], lr=0.1)
for _ in range(3):
    loss = (z * w - target).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
