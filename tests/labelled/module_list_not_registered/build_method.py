# mistake: module-list-not-registered
# line: 22
# proof: hidden(DeepSet(), "phi.0", randn(2, 4, 3))

import torch
import torch.nn as nn


class DeepSet(nn.Module):
    def __init__(self, dim_in=3, dim_hidden=8, n_layers=2):
        super(DeepSet, self).__init__()
        self.dim_in = dim_in
        self.dim_hidden = dim_hidden
        self.n_layers = n_layers
        self._build()
        self.rho = nn.Linear(dim_hidden, 1)

    def _build(self):
        stack = [nn.Linear(self.dim_in, self.dim_hidden)]
        for _ in range(self.n_layers - 1):
            stack += [nn.ReLU(), nn.Linear(self.dim_hidden, self.dim_hidden)]
        self.phi = stack

    def forward(self, x):
        for f in self.phi:
            x = f(x)
        return self.rho(x.sum(dim=1))
