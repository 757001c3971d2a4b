# clean: tensor-not-buffer
# proof: sound(Embeddings(), randn(2, 5, 4))

import torch
from torch import nn


def sinusoid_table(n, d):
    rows = [[i / 10000 ** (2 * (j // 2) / d) for j in range(d)] for i in range(n)]
    return torch.FloatTensor(rows).sin().unsqueeze(0)


class Embeddings(nn.Module):
    def __init__(self, n=8, d=4):
        super().__init__()
        self.proj = nn.Linear(d, d)
        self.positions = sinusoid_table(n, d)

    def forward(self, x):
        x = self.proj(x)
        return x + self.positions[:, : x.size(1)].detach().type_as(x).to(x.device, copy=True)
