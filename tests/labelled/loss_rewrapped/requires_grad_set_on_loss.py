# mistake: loss-rewrapped
# line: 15
# proof: fact("step_without_gradient", 2)

import torch
from torch import nn

net = nn.Linear(4, 3)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
x, y = torch.randn(7, 4), torch.randint(0, 3, (7,))
for _ in range(2):
    pred = net(x).argmax(1)
    loss = (pred - y).float().abs().mean()
    # sonst: element 0 of tensors does not require grad
    loss.requires_grad = True
    opt.zero_grad()
    loss.backward()
    opt.step()
