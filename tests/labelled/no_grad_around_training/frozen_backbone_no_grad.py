# clean: no-grad-around-training
# proof: healthy()
# proof: holds(net.head.weight.grad is not None)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 8).requires_grad_(False)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        with torch.no_grad():
            feats = self.backbone(x)
        return self.head(feats)


net = Net()
optimizer = torch.optim.SGD(net.head.parameters(), lr=0.1)
for _ in range(2):
    optimizer.zero_grad()
    loss = net(torch.randn(3, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
