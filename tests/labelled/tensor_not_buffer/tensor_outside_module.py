# clean: tensor-not-buffer
# proof: holds(Standardizer(torch.randn(9, 2)).apply(torch.randn(3, 2)).shape == (3, 2))

import torch


class Standardizer:
    def __init__(self, data):
        self.mean = data.mean(0)
        self.std = data.std(0)

    def apply(self, x):
        return (x - self.mean) / self.std


features = Standardizer(torch.randn(100, 4)).apply(torch.randn(8, 4))
