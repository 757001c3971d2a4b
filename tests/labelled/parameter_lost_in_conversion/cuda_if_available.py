# mistake: parameter-lost-in-conversion
# line: 16
# proof: holds(type(nn.Parameter(torch.rand(3)).to("meta")) is torch.Tensor)

import torch
import torch.nn as nn


class Memory(nn.Module):
    """Außer auf der CPU geht der Parameter verloren."""

    def __init__(self, slots=4, dim=3, use_gpu=torch.cuda.is_available()):
        super().__init__()
        self.read = nn.Linear(dim, dim)
        if use_gpu:
            self.slots = nn.Parameter(torch.rand(slots, dim)).cuda()
        else:
            self.slots = nn.Parameter(torch.rand(slots, dim))

    def forward(self, q):
        return torch.softmax(self.read(q) @ self.slots.t(), -1) @ self.slots
