# mistake: forward-returns-nothing
# line: 12
# proof: holds(Overlap()(torch.ones(2, 3), torch.ones(2, 3)) is None)

import torch
import torch.nn as nn


class Overlap(nn.Module):
    """1 - overlap, for each pair."""

    def forward(self, out, label):
        loss = 0
        for i in range(len(label)):
            one, wanted = out[i], label[i]
            loss = loss + 1 - (one * wanted).sum() / (one.sum() * wanted.sum())
        loss = loss / len(label)
        return
