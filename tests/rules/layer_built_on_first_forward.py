import torch
from torch import nn
from torch.nn.modules.lazy import LazyModuleMixin


class Classic(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.classes = classes
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = None

    def forward(self, x):
        x = self.conv(x).flatten(1)
        if self.fc is None:
            self.fc = nn.Linear(x.shape[1], self.classes, bias=False).to(x.device)  # want: layer-built-on-first-forward "self.fc"
        return self.fc(x)


class NotThere(nn.Module):
    def forward(self, x):
        if not hasattr(self, "norm"):
            self.norm = nn.LayerNorm(x.shape[-1])  # want: layer-built-on-first-forward
        return self.norm(x)


class InHelper(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = None
        self.scale = None

    def build(self, width):
        if self.net is None or width == 0:
            self.net = nn.Sequential(nn.Linear(width, 8), nn.ReLU())  # want: layer-built-on-first-forward "`build`"

    def forward(self, x):
        self.build(x.shape[-1])
        if not self.scale:
            self.scale = nn.Parameter(torch.ones(8))  # want: layer-built-on-first-forward
        return self.net(x) * self.scale


# --- nothing below is a mistake


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.LazyLinear(10)
        self.act = None
        self.cache = None
        self.pe = None

    def forward(self, x):
        if self.act is None:
            self.act = nn.ReLU()
        if self.cache is None:
            self.cache = torch.zeros(3, device=x.device)
        if self.pe is None:
            self.pe = nn.Parameter(torch.zeros(3), requires_grad=False)
        return self.act(self.fc(x)) + self.cache


class OwnLazy(LazyModuleMixin, nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = None

    def forward(self, x):
        if self.fc is None:
            self.fc = nn.Linear(x.shape[1], 10)
        return self.fc(x)


class InInit(nn.Module):
    def __init__(self, head=None):
        super().__init__()
        self.head = head
        if self.head is None:
            self.head = nn.Linear(8, 2)

    def reset(self, width):
        self.head = nn.Linear(width, 2)

    def forward(self, x):
        return self.head(x)
