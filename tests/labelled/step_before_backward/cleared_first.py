# mistake: step-before-backward
# line: 15
# proof: fact("step_without_gradient", 3)

import torch
import torch.nn as nn

net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
loss_fn = nn.MSELoss()

for x, y in [(torch.randn(8, 2), torch.randn(8, 1)) for _ in range(3)]:
    opt.zero_grad()
    pred = net(x)
    opt.step()
    loss = loss_fn(pred, y)
    loss.backward()
