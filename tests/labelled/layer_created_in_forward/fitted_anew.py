# clean: layer-created-in-forward
# proof: holds(Explainer()(nn.Linear(4, 2), randn(3, 4)).shape == (1, 4))

import torch
import torch.nn as nn


class Explainer(nn.Module):
    """Fits a mask to each input."""

    def __init__(self, steps=3):
        super().__init__()
        self.steps = steps

    def forward(self, model, x):
        self.gate = nn.Linear(4, 4)
        self.masks = {"nodes": nn.Parameter(torch.zeros(1, 4))}
        optimizer = torch.optim.Adam([*self.gate.parameters(), *self.masks.values()], lr=0.1)
        for _ in range(self.steps):
            optimizer.zero_grad()
            out = model(self.gate(x) * self.masks["nodes"].sigmoid())
            (out - model(x).detach()).pow(2).mean().backward()
            optimizer.step()
        return self.masks["nodes"].detach().sigmoid()
