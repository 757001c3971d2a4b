# clean: graph-cut-in-forward
# proof: sound(Seq2Seq(), randn(2, 4, 3), 3)

import torch
from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self, d=3, h=4):
        super().__init__()
        self.encoder = nn.GRU(d, h, batch_first=True)
        self.cell = nn.GRUCell(d, h)
        self.out = nn.Linear(h, d)

    def forward(self, src, steps):
        _, hidden = self.encoder(src)
        h = hidden.squeeze(0)
        y, outs = src[:, -1], []
        for _ in range(steps):
            h = self.cell(y, h)
            pred = self.out(h)
            outs.append(pred)
            y = pred.detach()
        return torch.stack(outs, 1)


Seq2Seq()
