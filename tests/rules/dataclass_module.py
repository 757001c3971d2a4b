import dataclasses
from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass  # want: dataclass-module "`fc`"
class Field(nn.Module):
    width: int
    fc: nn.Linear

    def __post_init__(self):
        super().__init__()

    def forward(self, x):
        return self.fc(x)


@dataclass(eq=False)  # want: dataclass-module "before `nn.Module`"
class HalfMended(nn.Module):
    block: Field


@dataclass(eq=False)  # want: dataclass-module "never calls"
class Forgotten(nn.Module):
    width: int

    def forward(self, x):
        return x * self.width


@dataclasses.dataclass  # want: dataclass-module "unhashable"
class Config(nn.Module):
    width: int = 8

    def __post_init__(self):
        super().__init__()
        self.fc = nn.Linear(self.width, 2)


@dataclass  # want: dataclass-module
class OwnInit(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)


# --- nothing below is a mistake


@dataclass
class Settings:
    width: int = 8
    layer: nn.Module | None = None


@dataclass(eq=False)
class Mended(nn.Module):
    width: int = 8
    fc: nn.Linear = field(init=False)

    def __post_init__(self):
        super().__init__()
        self.fc = nn.Linear(self.width, 2)


@dataclass
class Hashable(nn.Module):
    width: int = 8

    def __post_init__(self):
        super().__init__()

    __hash__ = nn.Module.__hash__


@dataclass
class HashableToo(nn.Module):
    width: int = 8

    def __post_init__(self):
        super().__init__()

    def __hash__(self):
        return id(self)


@dataclass(eq=False)
class Made(nn.Module):
    fc: nn.Module

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        nn.Module.__init__(made)
        return made


class Plain(nn.Module):
    fc: nn.Linear

    def __init__(self, settings: Settings):
        super().__init__()
        self.fc = nn.Linear(settings.width, 2)

    def forward(self, x):
        return torch.relu(self.fc(x))
