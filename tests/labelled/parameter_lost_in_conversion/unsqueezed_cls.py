# mistake: parameter-lost-in-conversion
# line: 14
# proof: hidden(Readout(4), "token", randn(3, 5, 4))

import torch
import torch.nn as nn


class Readout(nn.Module):
    def __init__(self, dim):
        super().__init__()
        token = torch.zeros(dim)
        nn.init.normal_(token, std=0.02)
        self.token = nn.Parameter(token).unsqueeze(0).unsqueeze(0)
        self.attn = nn.MultiheadAttention(dim, 1, batch_first=True)

    def forward(self, x):
        q = self.token.repeat(x.shape[0], 1, 1)
        out, _ = self.attn(q, x, x)
        return out.squeeze(1)
