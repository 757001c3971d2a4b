# clean: tensor-not-buffer
# proof: sound(Padded(), randn(2, 3, 8))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Padded(nn.Module):
    def __init__(self, strides=(2, 4)):
        super().__init__()
        self.strides = torch.tensor(strides)
        self.conv = nn.Conv1d(3, 3, 3)

    def forward(self, x):
        whole = int(self.strides.max())
        return self.conv(F.pad(x, (0, -x.shape[-1] % whole)))
