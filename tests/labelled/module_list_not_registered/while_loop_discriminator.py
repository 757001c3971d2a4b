# mistake: module-list-not-registered
# line: 22
# proof: hidden(Discriminator(16), "blocks.0", randn(2, 1, 16, 16))

import torch
import torch.nn as nn


def block(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1, bias=False),
        nn.InstanceNorm2d(c_out),
        nn.LeakyReLU(0.2, inplace=True),
    )


class Discriminator(nn.Module):
    """PatchGAN-like critic."""

    def __init__(self, image_size, ndf=4):
        super(Discriminator, self).__init__()
        self.blocks = []
        size, c = image_size, 1
        while size > 4:
            self.blocks += [block(c, ndf)]
            c, ndf, size = ndf, ndf * 2, size // 2
        self.head = nn.Conv2d(c, 1, 4)

    def forward(self, img):
        h = img
        for b in self.blocks:
            h = b(h)
        return self.head(h).flatten(1)
