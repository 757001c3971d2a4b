# clean: global-trainable-tensor
# proof: healthy()
# proof: holds(not torch.equal(start, W.detach()))

import torch
import torch.nn as nn

W = torch.randn(3, 3, requires_grad=True)
start = W.detach().clone()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return self.fc(torch.tanh(x @ W))


net = Net()
optimizer = torch.optim.SGD([*net.parameters(), W], lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    net(torch.randn(5, 3)).pow(2).mean().backward()
    optimizer.step()
