# mistake: layer-created-in-forward
# line: 15
# proof: random_in_eval(Decoder(), randn(2, 4, 3, 3))

import torch
import torch.nn as nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.final = nn.Conv2d(2, 1, 1)

    def upsample(self, x, c_out):
        up = nn.ConvTranspose2d(x.size(1), c_out, kernel_size=2, stride=2)
        return up(x)

    def forward(self, x):
        x = self.upsample(x, 2)
        return self.final(x)
