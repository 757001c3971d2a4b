# clean: tensor-not-buffer
# proof: sound(RNN(), randn(5, 2, 3))

import torch
import torch.nn as nn


class RNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.RNNCell(3, 4)
        self.h = torch.zeros(1, 4)

    def forward(self, seq):
        self.h = torch.zeros(seq.size(1), 4, device=seq.device, dtype=seq.dtype)
        for x in seq:
            self.h = self.cell(x, self.h)
        out, self.h = self.h, self.h.detach()
        return out
