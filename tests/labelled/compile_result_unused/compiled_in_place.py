# clean: compile-result-unused
# proof: holds(model._compiled_call_impl is not None)

import torch
from torch import nn

model = nn.Linear(4, 1)
model.compile(backend="eager")
model(torch.randn(3, 4))
