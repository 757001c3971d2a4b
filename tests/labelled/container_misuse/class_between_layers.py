# mistake: container-misuse | layer-class-not-called
# line: 8, 11
# proof: stops(TypeError)

import torch
from torch import nn

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(16, 32),
    nn.ReLU,
    nn.Linear(32, 10),
)
