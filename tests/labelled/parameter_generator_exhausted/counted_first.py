# mistake: parameter-generator-exhausted
# line: 10, 12
# proof: stops(ValueError, "empty parameter list")

import torch
import torch.nn as nn

model = nn.Linear(5, 2)
params = model.parameters()
n_params = sum(p.numel() for p in params)
print(f"{n_params} parameters")
optimizer = torch.optim.SGD(params, lr=0.1)
