import torch
from torch import nn


class Copied(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3),  # want: trailing-comma-layer "self.conv"
        self.relu = nn.ReLU(),  # want: trailing-comma-layer
        self.fc = nn.Linear(  # want: trailing-comma-layer
            8,
            2,
        ),

    def forward(self, x):
        return self.fc(self.relu(self.conv(x)))


class Others(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width, width), nn.ReLU()) ,  # want: trailing-comma-layer
        self.scale = nn.Parameter(torch.ones(width)),  # want: trailing-comma-layer "one Parameter"
        self.norm: nn.Module = nn.LayerNorm(width),  # want: trailing-comma-layer

    def forward(self, x):
        return self.norm(self.net(x)) * self.scale


# --- nothing below is a mistake


class Meant(nn.Module):
    def __init__(self):
        super().__init__()
        layers = nn.Linear(2, 2),
        self.net = nn.Sequential(*layers)
        self.fc = nn.Linear(2, 2)
        self.order = self.fc,
        self.sizes = 64,
        self.kinds = nn.ReLU,
        self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 2)
        self.call = nn.Sequential(
            nn.Linear(2, 2),
        )


class Unpacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.Linear(2, 2),
        (self.first,) = self.parts
        self.layers = nn.ReLU(),

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.first(x)
