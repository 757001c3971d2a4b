# mistake: compile-result-unused
# line: 9
# proof: never("compiled_call")

import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
torch.compile(model)
for _ in range(2):
    model(torch.randn(3, 4))
