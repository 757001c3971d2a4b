# clean: trainable-tensor-not-parameter
# proof: sound(VAT(), randn(2, 3), steady=False)

import torch
from torch import nn


class VAT(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 3)

    def forward(self, x):
        # direction that changes the output most
        d = torch.randn_like(x).requires_grad_()
        change = (self.net(x + d) - self.net(x).detach()).pow(2).sum()
        (grad,) = torch.autograd.grad(change, d)
        return self.net(x + 0.1 * grad.sign())
