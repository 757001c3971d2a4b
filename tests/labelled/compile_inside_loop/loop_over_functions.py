# mistake: compile-inside-loop
# line: 11, 12
# proof: fact("compile", 3)
import torch
from torch import nn

net = nn.Linear(4, 4)


for act in (torch.relu, torch.tanh, torch.sigmoid):
    @torch.compile
    def inner(t):
        return act(net(t))

    for _ in range(2):
        inner(torch.randn(2, 4))
