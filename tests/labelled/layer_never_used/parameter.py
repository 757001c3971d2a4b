# mistake: layer-never-used
# line: 12
# proof: no_gradient(Net(), "scale", randn(2, 1, 6, 6))
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten())
        self.scale = nn.Parameter(torch.ones(1))
        self.fc = nn.Linear(32, 2)

    def forward(self, x):
        return self.fc(self.features(x))
