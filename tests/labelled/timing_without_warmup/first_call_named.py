# clean: timing-without-warmup
# proof: holds(True)

import time
import torch
from torch import nn

model = nn.Linear(8, 8)
x = torch.randn(4, 8)
t0 = time.time()
model(x)
eager = time.time() - t0
compiled = torch.compile(model)
t0 = time.time()
compiled(x)
first = time.time() - t0
t0 = time.time()
compiled(x)
print(f"eager {eager:.4f} first call incl. compile {first:.2f} then {time.time() - t0:.4f}")
