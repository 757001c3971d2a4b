# mistake: compile-result-unused
# line: 10
# proof: never("compiled_call")

import torch
from torch import nn

net = nn.Linear(4, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
compiled_net = torch.compile(net)
for step in range(2):
    optimizer.zero_grad()
    loss = net(torch.randn(3, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
