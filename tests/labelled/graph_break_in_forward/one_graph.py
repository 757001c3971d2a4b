# clean: graph-break-in-forward
# proof: holds(net(torch.ones(2, 4)).shape == (2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)

    def forward(self, x):
        assert x.ndim == 2
        if self.training and x.shape[0] > 1:
            x = x - x.mean(0)
        return torch.where(x > 0, self.a(x), x)


net = torch.compile(Net(), fullgraph=True)
net(torch.randn(2, 4))
