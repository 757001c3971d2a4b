# mistake: misspelt-dunder
# line: 10
# proof: raises(TypeError, lambda: Model(4, 2))

import torch
import torch.nn as nn


class Model(nn.Module):
    def __int__(self, n_in, n_out):
        super(Model, self).__init__()
        self.linear = nn.Linear(n_in, n_out)

    def forward(self, x):
        return self.linear(x)
