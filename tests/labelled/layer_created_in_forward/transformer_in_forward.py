# mistake: layer-created-in-forward
# line: 17, 18
# proof: orphans(Model(7, 4), torch.randint(0, 7, (2, 3)))

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self, vocab, d):
        super().__init__()
        self.vocab, self.d = vocab, d
        self.emb = nn.Embedding(vocab, d)

    def forward(self, ids):
        x = self.emb(ids)
        encoder_layer = nn.TransformerEncoderLayer(d_model=self.d, nhead=2, dim_feedforward=8, batch_first=True)
        encoder = nn.TransformerEncoder(encoder_layer, num_layers=1)
        return encoder(x)


Model(7, 4)
