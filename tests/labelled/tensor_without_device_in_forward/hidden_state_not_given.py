# mistake: tensor-without-device-in-forward
# line: 15
# proof: stays_behind(Tagger(), randn(2, 5, 3))

import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, n_in=3, n_hidden=4):
        super().__init__()
        self.rnn = nn.GRU(n_in, n_hidden, batch_first=True)

    def forward(self, x, hidden=None):
        hidden = torch.zeros(1, x.size(0), 4) if hidden is None else hidden
        out, hidden = self.rnn(x, hidden)
        return out
