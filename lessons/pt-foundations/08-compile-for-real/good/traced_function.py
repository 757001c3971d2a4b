import torch
from torch import nn


def scale_down(h):
    largest = h.max()
    return torch.where(largest > 1, h / largest, h)


class Scorer(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        x = self.fc(x)
        x = x.clamp(min=0)
        x = scale_down(x)
        return self.head(x)


def make_fast(model, **options):
    compiled = torch.compile(model, **options)
    return compiled


def checkpoint(fast):
    state = {}
    for name, parameter in fast.named_parameters():
        state[name.replace("_orig_mod.", "")] = parameter.detach().clone()
    return state
