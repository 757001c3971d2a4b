# clean: timing-without-warmup
# proof: timed_without_compiling()

import time

import torch
from torch import nn

model = torch.compile(nn.Linear(8, 8))
x = torch.randn(4, 8)
for _ in range(3):
    model(x)
start = time.perf_counter()
for _ in range(10):
    model(x)
print(time.perf_counter() - start)
