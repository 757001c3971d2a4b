# clean: tensor-not-buffer
# proof: sound(PositionalEncoding(8), randn(2, 5, 8))

import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=20):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        pe[:, 0::2] = torch.sin(torch.arange(max_len).float()).unsqueeze(1)
        pe = pe.unsqueeze(0)
        self.register_buffer("pe", pe)
        self.register_buffer("mask", torch.tril(torch.ones(max_len, max_len)), persistent=False)

    def forward(self, x):
        n = x.size(1)
        return self.mask[:n, :n] @ x + self.pe[:, :n]
