# clean: parameter-from-non-tensor
# proof: sound(Filter(), randn(2, 5))

import numpy as np
import torch
from torch import nn


class Filter(nn.Module):
    def __init__(self):
        super().__init__()
        window = torch.from_numpy(np.hanning(5)).float()
        self.taps = nn.Parameter(window)
        self.gain = nn.Parameter(torch.tensor(np.sqrt(2.0), dtype=torch.float32))

    def forward(self, x):
        return x * self.taps * self.gain
