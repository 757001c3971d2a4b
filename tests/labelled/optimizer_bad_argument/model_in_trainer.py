# mistake: optimizer-bad-argument
# line: 12
# proof: stops(TypeError)

import torch
from torch import nn


class Trainer:
    def __init__(self, model: nn.Module, lr: float = 1e-3):
        self.model = model
        self.optim = torch.optim.AdamW(model, lr=lr)

    def step(self, loss):
        self.optim.zero_grad()
        loss.backward()
        self.optim.step()


Trainer(nn.Linear(3, 1))
