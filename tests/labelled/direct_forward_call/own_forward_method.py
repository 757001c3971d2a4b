# clean: direct-forward-call
# proof: holds(net.forward([1.0, 2.0]) == 3.0)

import torch


class TinyNet:
    """Forward and backward by hand, no Module."""

    def __init__(self):
        self.w = torch.ones(2)

    def forward(self, x):
        return float((torch.tensor(x) * self.w).sum())


net = TinyNet()
print(net.forward([0.5, 0.5]))
