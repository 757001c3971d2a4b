# mistake: graph-cut-in-forward
# line: 18
# proof: no_gradient(Seq2Seq(), "encoder", randn(2, 3, 4))

import torch
from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.GRU(4, 4, batch_first=True)
        self.decoder = nn.GRU(4, 4, batch_first=True)
        self.out = nn.Linear(4, 4)

    def forward(self, src):
        enc_out, hidden = self.encoder(src)
        hidden = hidden.data
        dec_out, _ = self.decoder(src, hidden)
        return self.out(dec_out)


m = Seq2Seq()
