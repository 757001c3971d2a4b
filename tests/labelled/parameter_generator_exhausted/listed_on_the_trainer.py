# clean: parameter-generator-exhausted
# proof: holds(float(Trainer(nn.Linear(2, 2)).step(torch.ones(1, 2))) > 0)

import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.params = [p for p in model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.Adam(p for p in self.params)

    def step(self, x):
        self.optimizer.zero_grad()
        self.model(x).sum().backward()
        norm = nn.utils.clip_grad_norm_(self.params, 1.0)
        self.optimizer.step()
        return norm
