import torch
from torch import nn
from somewhere import Base


class OneUnderscore(nn.Module):
    def _init_(self):  # want: misspelt-dunder "two underscores"
        super()._init_()
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)


class Int(nn.Module):
    def __int__(self, width):  # want: misspelt-dunder "`__int__`"
        super().__init__()
        self.fc = nn.Linear(width, 2)

    def froward(self, x):  # want: misspelt-dunder "`froward`"
        return self.fc(x)


class HalfDunder(nn.Module):
    def __init(self):  # want: misspelt-dunder
        super(HalfDunder, self).__init__()
        self.fc = nn.Linear(8, 2)

    def foward(self, x):  # want: misspelt-dunder "NotImplementedError"
        return self.fc(x)


class Doubled(nn.Module):
    def forwarrd(self, x):  # want: misspelt-dunder
        return x


class Capital(nn.Module):
    def Forward(self, x, mask):  # want: misspelt-dunder
        return x


class Slipped(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

        def forward(self, x):  # want: misspelt-dunder "inside `__init__`"
            return self.fc(x)


# --- nothing below is a mistake


class Right(nn.Module):
    def __init__(self):
        super().__init__()
        self._init()
        self.fc = nn.Linear(8, 2)

    def _init(self):
        self.width = 8

    def __int__(self):
        return self.width

    def forward(self, x):
        return self._forward(x)

    def _forward(self, x):
        return self.fc(x)

    def foward(self, x):
        return self.forward(x)


class Child(Right):
    def forwad(self, x):
        return x

    def _init_(self):
        self.width = 3


class FromElsewhere(Base, nn.Module):
    def foward(self, x):
        return x


class Made(nn.Module):
    def __init__(self, fast):
        super().__init__()

        def forward(x):
            return torch.relu(x)

        self.forward = forward


class Steps(nn.Module):
    def forwards(self, x):
        return x

    def reward(self, x):
        return x

    def forward_features(self, x):
        return x

    def init(self):
        self.width = 3


class NotAModule:
    def foward(self, x):
        return x

    def _init_(self):
        super().__init__()
