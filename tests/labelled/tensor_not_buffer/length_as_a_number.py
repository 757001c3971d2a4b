# clean: tensor-not-buffer
# proof: sound(Frames(), randn(2, 30))

import torch
import torch.nn as nn


class Frames(nn.Module):
    def __init__(self, seconds=0.1, rate=200, hop=5, window=None):
        super().__init__()
        self.hop = hop
        self.pad = window * 2 if window is not None else 4
        longest = self.frames(torch.tensor(seconds * rate, dtype=torch.float))
        self.longest = longest + 1

    def frames(self, length):
        return torch.floor_divide(length + self.pad, self.hop).to(dtype=torch.long)

    def forward(self, x):
        return nn.functional.pad(x, (0, self.longest - x.size(-1)))
