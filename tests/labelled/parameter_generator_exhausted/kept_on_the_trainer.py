# mistake: parameter-generator-exhausted
# line: 20
# proof: holds(not list(Trainer(nn.Linear(2, 2)).params))

import torch
from torch import nn


class Trainer:
    def __init__(self, model, lr=1e-3, max_norm=1.0):
        self.model = model
        self.params = (p for p in model.parameters() if p.requires_grad)
        self.optimizer = torch.optim.Adam(self.params, lr=lr)
        self.max_norm = max_norm

    def train_step(self, x, y):
        loss = nn.functional.cross_entropy(self.model(x), y)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.params, self.max_norm)
        self.optimizer.step()
        return loss.item()
