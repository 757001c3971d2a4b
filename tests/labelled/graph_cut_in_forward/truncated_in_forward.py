# clean: graph-cut-in-forward
# proof: sound(TBPTT(), randn(2, 9, 4))

import torch
from torch import nn


class TBPTT(nn.Module):
    def __init__(self, h=4, k=3):
        super().__init__()
        self.rnn = nn.GRU(h, h, batch_first=True)
        self.k = k
        self.head = nn.Linear(h, 1)

    def forward(self, x):
        hidden, outs = None, []
        for chunk in x.split(self.k, dim=1):
            out, hidden = self.rnn(chunk, hidden)
            hidden = hidden.detach()
            outs.append(self.head(out))
        return torch.cat(outs, 1)


m = TBPTT()
