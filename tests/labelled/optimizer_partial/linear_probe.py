# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(4, 6), nn.ReLU())
backbone.eval()
probe = nn.Linear(6, 3)
opt = torch.optim.SGD(probe.parameters(), lr=0.1)
for _ in range(2):
    x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
    with torch.no_grad():
        feats = backbone(x)
    loss = nn.functional.cross_entropy(probe(feats), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
