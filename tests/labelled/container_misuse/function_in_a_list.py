# mistake: container-misuse
# line: 10, 11
# proof: stops(TypeError)

import torch
import torch.nn as nn


def build(in_dim, hidden, out_dim):
    layers = [nn.Linear(in_dim, hidden), torch.relu, nn.Linear(hidden, out_dim)]
    return nn.Sequential(*layers)


model = build(4, 8, 2)
print(model)
