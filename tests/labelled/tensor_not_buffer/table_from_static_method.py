# mistake: tensor-not-buffer
# line: 13
# proof: stays_behind(PositionalEncoding(8), randn(2, 5, 8))

import math
import torch
import torch.nn as nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=50):
        super().__init__()
        self.pe = self._build(d_model, max_len)
        self.dropout = nn.Dropout(0.0)

    @staticmethod
    def _build(d_model, max_len):
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len).unsqueeze(1).float()
        div = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div)
        pe[:, 1::2] = torch.cos(position * div)
        return pe.unsqueeze(0)

    def forward(self, x):
        return self.dropout(x + self.pe[:, : x.size(1)])


pos = PositionalEncoding(8)
