# clean: dropout-ignores-eval
# proof: sound(A(), randn(2, 5, 4))

import torch
from torch import nn
import torch.nn.functional as F


class A(nn.Module):
    def __init__(self, d=4, dropout=0.2):
        super().__init__()
        self.qkv = nn.Linear(d, 3 * d)
        self.dropout = dropout
        self.resid = nn.Dropout(dropout)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, -1)
        p = self.dropout if self.training else 0.0
        y = F.scaled_dot_product_attention(q, k, v, dropout_p=p)
        y = F.dropout(y, self.dropout, self.training)
        return self.resid(y)
