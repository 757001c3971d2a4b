# mistake: name-already-registered
# line: 9
# proof: stops(TypeError)

import torch
from torch import nn

lin = nn.Linear(3, 3)
lin.weight = torch.eye(3)
