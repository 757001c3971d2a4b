# clean: activation-called-on-tensor
# proof: healthy()

import torch
from torch import nn


def width(features):
    return features.flatten(1).shape[1]


conv = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
with torch.no_grad():
    probe = conv(torch.zeros(1, 1, 8, 8))
head = nn.Linear(width(probe), 2)
other = nn.Linear(probe.numel(), 2)
act = nn.Softmax(dim=probe.dim() - 1)
model = nn.Sequential(conv, nn.Flatten(), head)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for x in torch.randn(2, 3, 1, 8, 8):
    opt.zero_grad()
    model(x).pow(2).mean().backward()
    opt.step()
