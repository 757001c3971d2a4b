import torch
from torch import nn

WIDTH = 16


class Stack(nn.Module):
    """A learner's first deep network: its layers sit in a plain list."""

    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(WIDTH, WIDTH) for _ in range(3)]
        self.head = nn.Linear(WIDTH, 4)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.head(x)
