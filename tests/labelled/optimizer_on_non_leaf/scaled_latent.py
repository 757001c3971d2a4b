# mistake: optimizer-on-non-leaf
# line: 11, 12
# proof: raises(ValueError, lambda: invert(torch.nn.Linear(3, 3), torch.zeros(3)), "non-leaf")

import torch
from torch import optim


def invert(generator, image, steps=5):
    # GAN-Inversion: sucht das z zu einem Bild
    z = torch.randn(3, requires_grad=True) * 0.1
    opt = optim.SGD([z], lr=0.1)
    for _ in range(steps):
        opt.zero_grad()
        loss = (generator(z) - image).abs().sum()
        loss.backward()
        opt.step()
    return z.detach()
