import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        h = torch.relu(self.fc(x))
        largest = float(h.max())
        if largest > 1:
            h = h / largest
        return self.head(h)


def make_fast(model, **options):
    model.head = torch.compile(model.head, **options)
    return model


def checkpoint(fast):
    return {name.replace("_orig_mod.", ""): tensor for name, tensor in fast.state_dict().items()}
