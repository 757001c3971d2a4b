# mistake: timing-without-warmup
# line: 12, 13
# proof: compiled_between_timers()

import time

import torch
from torch import nn

model = torch.compile(nn.Linear(8, 8))
x = torch.randn(4, 8)
start = time.perf_counter()
model(x)
elapsed = time.perf_counter() - start
print(f"compiled: {elapsed:.4f}s")
