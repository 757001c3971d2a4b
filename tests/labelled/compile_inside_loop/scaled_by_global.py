# mistake: compile-inside-loop
# line: 8
# proof: fact("compile", 8)

import torch

for epoch in range(10):
    warm = torch.compile(lambda t: t.relu() * epoch)
    warm(torch.ones(3))
