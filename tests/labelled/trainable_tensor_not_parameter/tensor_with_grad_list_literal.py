# mistake: trainable-tensor-not-parameter
# line: 12
# proof: hidden(Poly(), "c", randn(3))

import torch
import torch.nn as nn


class Poly(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = torch.tensor([0.1, 0.2, 0.3], requires_grad=True)

    def forward(self, x):
        return self.c[0] + self.c[1] * x + self.c[2] * x**2
