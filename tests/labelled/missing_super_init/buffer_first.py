# mistake: missing-super-init
# line: 10, 13, 14
# proof: raises(AttributeError, lambda: PosEnc(4))

import torch
import torch.nn as nn


class PosEnc(nn.Module):
    def __init__(self, dim, max_len=16):
        pe = torch.zeros(max_len, dim)
        pe[:, 0::2] = torch.sin(torch.arange(max_len).float())[:, None]
        self.register_buffer("pe", pe)
        super(PosEnc, self).__init__()

    def forward(self, x):
        return x + self.pe[: x.size(1)]
