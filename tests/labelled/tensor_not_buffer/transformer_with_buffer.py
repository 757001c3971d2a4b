# clean: tensor-not-buffer
# proof: sound(LM(), torch.randint(0, 9, (2, 5)), moves=False)

import math
import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, d, max_len=20):
        super().__init__()
        pe = torch.zeros(max_len, d)
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
        pe[:, 0::2], pe[:, 1::2] = torch.sin(pos * div), torch.cos(pos * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[: x.size(1)]


class LM(nn.Module):
    def __init__(self, vocab=9, d=8):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.pos = PositionalEncoding(d)
        layer = nn.TransformerEncoderLayer(d, 2, 16, dropout=0.0, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, 2)
        self.out = nn.Linear(d, vocab)
        self.scale = math.sqrt(d)

    def forward(self, ids):
        mask = nn.Transformer.generate_square_subsequent_mask(ids.size(1)).to(ids.device)
        x = self.pos(self.emb(ids) * self.scale)
        return self.out(self.enc(x, mask=mask))


LM()
