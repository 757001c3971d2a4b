import torch
import torch.nn.functional as F
from torch import nn


class Scorer(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)
        self.register_buffer("calls", torch.tensor(0), persistent=False)

    def forward(self, x):
        self.calls += 1
        h = F.relu(self.fc(x))
        factor = torch.clamp(1 / h.amax().clamp(min=1e-12), max=1.0)
        return self.head(h * factor)


def make_fast(model, **options):
    return torch.compile(model, dynamic=True, **options)


def checkpoint(fast):
    plain = getattr(fast, "_orig_mod", fast)
    return plain.state_dict()
