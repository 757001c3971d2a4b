from typing import Optional

import torch
import torch.nn as nn


class NoneFirst(nn.Module):
    fc = None
    norm: Optional[nn.Module] = None
    width = 8

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)  # want: class-default-shadows-layer "`self.fc` will give the value"
        self.norm = nn.LayerNorm(8)  # want: class-default-shadows-layer
        self.out = nn.Linear(self.width, 2)

    def forward(self, x):
        return self.out(self.norm(self.fc(x)))


class Rate(nn.Module):
    dropout = 0.1
    norm = nn.BatchNorm1d

    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(self.dropout)  # want: class-default-shadows-layer
        self.norm = self.norm(8)  # want: class-default-shadows-layer

    def forward(self, x):
        return self.dropout(self.norm(x))


class Sometimes(nn.Module):
    proj: nn.Module = None

    def __init__(self, project):
        super().__init__()
        if project:
            self.proj = nn.Linear(8, 8)  # want: class-default-shadows-layer

    def forward(self, x):
        return x if self.proj is None else self.proj(x)


class Twice(nn.Module):
    fc = nn.Linear(8, 8)

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)  # want: class-default-shadows-layer

    def forward(self, x):
        return self.fc(x)


class SameAsMethod(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(8, 4)  # want: class-default-shadows-layer "the method `encode`"
        self.decode = nn.Linear(4, 8)

    def encode(self, x):
        return self.encode(x)

    def forward(self, x):
        return self.decode(self.encode(x))


class SameAsModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.type = nn.Embedding(2, 8)  # want: class-default-shadows-layer "Every Module already has a `type`"
        self.half = nn.Linear(8, 4)  # want: class-default-shadows-layer
        self.double = nn.Parameter(torch.ones(4))  # want: class-default-shadows-layer "raises a KeyError"

    def forward(self, x, kind):
        return self.half(x + self.type(kind)) * self.double


class ParameterDefault(nn.Module):
    scale = None
    shift: torch.Tensor = None

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(8))  # want: class-default-shadows-layer "KeyError"
        self.shift = nn.Buffer(torch.ones(8))  # want: class-default-shadows-layer "KeyError"

    def forward(self, x):
        return x * self.scale + self.shift


class Base(nn.Module):
    head = None

    def features(self, x):
        return x


class Derived(Base):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 2)  # want: class-default-shadows-layer
        self.features = nn.Linear(8, 8)  # want: class-default-shadows-layer

    def forward(self, x):
        return self.head(self.features(x))


# --- nothing below is a mistake


class Annotated(nn.Module):
    fc: nn.Linear
    norm: Optional[nn.Module]

    def __init__(self, norm=None):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.norm = None
        if norm:
            self.norm = nn.LayerNorm(8)

    def forward(self, x):
        return self.fc(x) if self.norm is None else self.norm(self.fc(x))


class PlainValues(nn.Module):
    size = None
    name = "net"
    training = True

    def __init__(self):
        super().__init__()
        self.size = 8
        self.name = "other"
        self.float_size = 4.0
        self.type_ = nn.Embedding(2, 8)

    def forward(self, x):
        return self.type_(x)


class WithProperty(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(8, 8)

    @property
    def encoder(self):
        return self._modules["encoder"]

    def forward(self, x):
        return self.encoder(x)


class OwnLookUp(nn.Module):
    fc = None

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def __getattribute__(self, name):
        modules = object.__getattribute__(self, "__dict__").get("_modules", {})
        return modules[name] if name in modules else object.__getattribute__(self, name)


class Descriptor(nn.Module):
    fc = make_descriptor()

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)


class Containers(nn.ModuleDict):
    def __init__(self):
        super().__init__()
        self.weight = nn.Linear(8, 8)


class NotAModule:
    fc = None

    def __init__(self):
        self.fc = nn.Linear(8, 8)
