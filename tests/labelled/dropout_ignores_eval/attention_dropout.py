# mistake: dropout-ignores-eval
# line: 18
# proof: random_in_eval(Attn(8), randn(2, 6, 8))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Attn(nn.Module):
    def __init__(self, dim, p=0.2):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(dim, dim) for _ in range(3))
        self.p = p

    def forward(self, x):
        w = (self.q(x) @ self.k(x).transpose(-2, -1)).softmax(-1)
        w = F.dropout(w, self.p)
        return w @ self.v(x)
