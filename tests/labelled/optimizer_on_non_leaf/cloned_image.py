# mistake: optimizer-on-non-leaf
# line: 9
# proof: stops(ValueError)

import torch

content = torch.rand(1, 3, 4, 4, requires_grad=True)
canvas = content.clone()
opt = torch.optim.Adam([canvas], lr=0.1)
