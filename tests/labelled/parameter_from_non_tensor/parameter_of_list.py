# mistake: parameter-from-non-tensor
# line: 11
# proof: raises(AttributeError, Poly, "detach")

from torch import nn


class Poly(nn.Module):
    def __init__(self):
        super().__init__()
        self.coef = nn.Parameter([0.1, 0.2, 0.3])

    def forward(self, x):
        return self.coef[0] + self.coef[1] * x + self.coef[2] * x**2
