# clean: missing-super-init
# proof: sound(Net([4, 3]), randn(2, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, sizes, dropout=0.1):
        self.sizes = list(sizes)
        n_in, n_out = sizes
        assert n_in > 0
        first = nn.Linear(n_in, n_out)
        super().__init__()
        self.first = first
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        return self.drop(self.first(x))
