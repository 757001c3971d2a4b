# mistake: tensor-not-buffer
# line: 13
# proof: stays_behind(Frame(8), randn(2, 8))

import torch
from torch import nn


class Frame(nn.Module):
    def __init__(self, n_fft):
        super().__init__()
        self.n_fft = n_fft
        self.window = torch.hann_window(n_fft)

    def forward(self, x):
        return (x * self.window).abs()
