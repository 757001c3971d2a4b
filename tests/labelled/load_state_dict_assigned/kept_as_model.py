# mistake: load-state-dict-assigned
# line: 12
# proof: holds(not isinstance(p.model, nn.Module))

import torch
from torch import nn


class Predictor:
    def __init__(self, path):
        net = nn.Linear(3, 2)
        self.model = net.load_state_dict(torch.load(path))

    def __call__(self, x):
        return self.model(x)


torch.save(nn.Linear(3, 2).state_dict(), "p.pt")
p = Predictor("p.pt")
