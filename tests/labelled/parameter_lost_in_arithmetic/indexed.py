# mistake: parameter-lost-in-arithmetic | parameter-lost-in-conversion
# line: 13
# proof: hidden(Start(), "h0", randn(3, 2, 4))

import torch
import torch.nn as nn


class Start(nn.Module):
    def __init__(self, hidden=5):
        super().__init__()
        self.rnn = nn.GRU(4, hidden)
        self.h0 = nn.Parameter(torch.zeros(1, 1, hidden))[0]

    def forward(self, seq):
        h = self.h0.expand(1, seq.size(1), -1).contiguous()
        out, _ = self.rnn(seq, h)
        return out
