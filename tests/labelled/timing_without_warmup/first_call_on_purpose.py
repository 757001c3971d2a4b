# clean: timing-without-warmup
# proof: timed_without_compiling()

import time

import torch
from torch import nn

model = nn.Linear(8, 8)
x = torch.randn(4, 8)
start = time.perf_counter()
model(x)
eager = time.perf_counter() - start

compiled = torch.compile(model)
compiled(x)
start = time.perf_counter()
compiled(x)
print(eager, time.perf_counter() - start)
