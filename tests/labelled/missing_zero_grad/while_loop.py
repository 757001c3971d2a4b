# mistake: missing-zero-grad
# line: 18, 20
# proof: fact("stale_gradient", 2)

import torch
from torch.nn import Linear, MSELoss
from torch.optim import Adam

net = Linear(2, 1)
mse = MSELoss()
adam = Adam(net.parameters(), lr=0.1)
X = torch.rand(10, 2)
Y = X.sum(1, keepdim=True)
step, err = 0, float("inf")
# jusqu'à ce que l'erreur soit petite
while err > 1e-4 and step < 6:
    loss = mse(net(X), Y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    adam.step()
    err = loss.item()
    step += 1
