# clean: module-list-not-registered
# proof: sound(PerceptualLoss(small_vgg()), randn(1, 3, 8, 8, requires_grad=True), randn(1, 3, 8, 8), frozen=["vgg.0"], moves=False, learns=False)

import torch
import torch.nn as nn


def small_vgg():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
    for p in net.parameters():
        p.requires_grad_(False)
    return net.eval()


class PerceptualLoss(nn.Module):
    def __init__(self, vgg):
        super().__init__()
        # in a list so that it is neither saved nor trained with the model
        self.vgg = [vgg]

    def forward(self, fake, real):
        return nn.functional.l1_loss(self.vgg[0](fake), self.vgg[0](real))
