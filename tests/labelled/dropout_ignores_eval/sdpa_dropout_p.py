# mistake: dropout-ignores-eval
# line: 17
# proof: random_in_eval(A(), randn(2, 5, 4))

import torch
from torch import nn
import torch.nn.functional as F


class A(nn.Module):
    def __init__(self, d=4):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(d, d) for _ in range(3))
        self.p = 0.4

    def forward(self, x):
        return F.scaled_dot_product_attention(self.q(x), self.k(x), self.v(x), dropout_p=self.p)
