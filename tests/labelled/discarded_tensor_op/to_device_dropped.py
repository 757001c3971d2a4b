# mistake: discarded-tensor-op
# line: 10
# proof: holds(x.dtype == torch.float32)

import torch
import torch.nn as nn

model = nn.Linear(3, 1).double()
x = torch.randn(4, 3)
x.to(torch.float64)
try:
    model(x)
except RuntimeError as error:
    print(error)
