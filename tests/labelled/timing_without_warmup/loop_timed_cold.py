# mistake: timing-without-warmup
# line: 13, 15
# proof: compiled_between_timers()

import time
import torch
import torch.nn as nn

net = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
fast = torch.compile(net)
batch = torch.randn(16, 8)

t0 = time.time()
for _ in range(10):
    fast(batch)
t1 = time.time()
print((t1 - t0) / 10)
