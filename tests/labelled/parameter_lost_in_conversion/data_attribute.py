# mistake: parameter-lost-in-conversion
# line: 14
# proof: holds("alpha" not in dict(Blend().named_parameters()) and not Blend().alpha.requires_grad)

import torch
import torch.nn as nn


class Blend(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.b = nn.Linear(3, 3)
        self.alpha = nn.Parameter(torch.tensor(0.5)).data

    def forward(self, x):
        return self.alpha * self.a(x) + (1 - self.alpha) * self.b(x)
