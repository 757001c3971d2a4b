# mistake: missing-super-init
# line: 18, 20
# proof: raises(AttributeError, lambda: LitModel(nn.Linear(2, 2)))

import torch
from torch import nn


class LightModule(nn.Module):
    def training_step(self, batch, i):
        raise NotImplementedError

    def log(self, name, value):
        print(name, value)


class LitModel(LightModule):
    def __init__(self, backbone, lr=1e-3):
        self.lr = lr
        self.backbone = backbone

    def training_step(self, batch, i):
        x, y = batch
        return nn.functional.mse_loss(self.backbone(x), y)
