# clean: trainable-tensor-not-parameter
# proof: healthy()

import torch
import torch.nn as nn


class StyleTransfer(nn.Module):
    """Optimises a picture, not weights: the picture has its own optimizer."""

    def __init__(self, shape=(1, 3, 4, 4)):
        super().__init__()
        self.image = torch.rand(shape, requires_grad=True)
        self.opt = torch.optim.Adam([self.image], lr=0.1)

    def forward(self, target):
        return (self.image - target).pow(2).mean()

    def fit(self, target, steps=3):
        for _ in range(steps):
            self.opt.zero_grad()
            loss = self(target)
            loss.backward()
            self.opt.step()
        return self.image.detach()


StyleTransfer().fit(torch.zeros(1, 3, 4, 4))
