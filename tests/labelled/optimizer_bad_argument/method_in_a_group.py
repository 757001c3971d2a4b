# mistake: optimizer-bad-argument
# line: 9, 11
# proof: stops(TypeError)

import torch
from torch import nn

backbone, head = nn.Linear(4, 4), nn.Linear(4, 2)
optimizer = torch.optim.AdamW(
    [
        {"params": backbone.parameters, "lr": 1e-5},
        {"params": head.parameters(), "lr": 1e-3},
    ]
)
