# mistake: parameter-from-non-tensor
# line: 11
# proof: raises(AttributeError, lambda: Filter(), "detach")

import numpy as np
from torch import nn

class Filter(nn.Module):
    def __init__(self):
        super().__init__()
        self.taps = nn.Parameter(np.hanning(5))

    def forward(self, x):
        return x * self.taps
