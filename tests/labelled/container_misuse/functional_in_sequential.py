# mistake: container-misuse
# line: 9, 10, 11, 12, 13
# proof: stops(TypeError, "is not a Module subclass")

import torch
from torch import nn
import torch.nn.functional as F

model = nn.Sequential(
    nn.Linear(4, 8),
    F.relu,
    nn.Linear(8, 2),
)
print(model(torch.randn(3, 4)))
