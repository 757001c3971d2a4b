# mistake: load-state-dict-assigned
# line: 11
# proof: holds(not isinstance(load(weights), nn.Module))

import torch
from torch import nn


def load(weights):
    net = nn.Linear(3, 1)
    net = net.load_state_dict(weights)
    return net


weights = nn.Linear(3, 1).state_dict()
