import torch
import torch.nn.functional as F
from torch import nn


class Overwritten(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 8)
        self.rnn = nn.GRU(8, 8)  # want: layer-never-used

    def forward(self, x):
        self.fc1 = self.fc1(x)  # want: name-already-registered "the layer"
        self.fc2 = self.fc2(self.fc1)  # want: name-already-registered
        if x.mean() > 0:
            self.rnn = torch.relu(self.fc2)  # want: name-already-registered
        return self.fc2 + x


class Parameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(3))
        self.scale = nn.Parameter(torch.ones(3))
        self.scale = self.scale * 0.1  # want: name-already-registered "`copy_`"
        self.dropout = nn.Dropout(0.1)
        self.dropout = 0.5  # want: name-already-registered "registered layer"
        self.blocks = nn.ModuleList()
        self.blocks = [nn.ReLU() for _ in range(3)]  # want: name-already-registered

    def forward(self, x):
        self.w = F.normalize(self.w, dim=0)  # want: name-already-registered
        return x * self.w


class Helper(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.weight = nn.Parameter(torch.randn(width))

    def reset(self):
        self.weight = torch.randn(3)  # want: name-already-registered

    def forward(self, x):
        self.norm = torch.relu(x)  # want: name-already-registered
        return self.norm


class Taken(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mask = None
        self.pe = torch.zeros(width)
        self.register_buffer("mask", torch.ones(width))  # want: name-already-registered "KeyError"
        if width > 3:
            self.register_buffer("pe", torch.ones(width))  # want: name-already-registered
        self.weight = nn.Linear(width, 1)
        self.register_parameter("weight", nn.Parameter(torch.ones(3)))  # want: name-already-registered

    def forward(self, x):
        return self.weight(x) * self.mask + self.pe


identity = nn.Linear(3, 3)
identity.weight = torch.eye(3)  # want: name-already-registered "`identity.weight`"


# --- nothing below is a mistake


class Registered(nn.Module):
    def __init__(self, width, masked):
        super().__init__()
        if masked:
            self.mask = None
        else:
            self.register_buffer("mask", torch.zeros(width))
            self.register_buffer("mask", torch.ones(width))
        self.scale = nn.Buffer(torch.ones(width))
        self.register_buffer("scale", torch.zeros(width))
        self.weight = nn.Parameter(torch.ones(3))
        self.register_parameter("weight", None)
        self.fc = nn.Linear(2, 2)
        self.add_module("fc", nn.Linear(2, 3))
        self.old = 3
        del self.old
        self.register_buffer("old", torch.ones(3))

    def forward(self, x):
        return self.fc(x) * self.scale * self.old


class Replaced(nn.Module):
    def __init__(self, width, learn):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.fc = nn.Linear(8, 4)
        self.fc = None
        self.act = nn.ReLU()
        self.act = nn.GELU()
        self.w = nn.Parameter(torch.zeros(3))
        self.w = nn.Parameter(self.w.detach() * 2)
        self.head = nn.Linear(8, 8)
        self.head = torch.compile(self.head)
        if learn:
            self.scale = nn.Parameter(torch.ones(width))
        else:
            self.scale = torch.ones(width)
        if not learn:
            self.scale = 1.0
        self.layers = [nn.ReLU()]
        self.layers = nn.ModuleList(self.layers)
        self.bias = nn.Parameter(torch.zeros(3))
        self.bias = self.bias.to("cpu")


class Freed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.gone = nn.Linear(8, 8)  # want: layer-never-used
        self.weight = nn.Parameter(torch.zeros(3))
        del self.weight
        self.weight = torch.zeros(3)
        self.cache = None

    def merge(self, build):
        self.gone = None
        self.fc = build(self.fc)

    def forward(self, x):
        y = self.fc(x)
        self.cache = y
        self.gone = x
        return y


class Deployed(nn.Module):
    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList([nn.Linear(8, 8)])

    def deploy(self):
        self.__delattr__("branches")
        self.branches = []


class Optional(nn.Module):
    def __init__(self, deep):
        super().__init__()
        self.body = None
        if deep:
            self.body = nn.Linear(8, 8)
        self.last = nn.Identity() if deep else None

    def forward(self, x):
        if self.body is None:
            self.body = torch.relu(x)
        self.hidden = x
        return self.hidden


copied = nn.Linear(3, 3)
copied.weight = nn.Parameter(torch.eye(3))
copied.bias = None
copied.weight.data = torch.eye(3)
tied = nn.Linear(3, 3, bias=False)
tied.weight = copied.weight
