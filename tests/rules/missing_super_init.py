import abc

import torch
from torch import nn
from somewhere import Base


class Forgotten(nn.Module):
    def __init__(self):  # want: missing-super-init "Forgotten.__init__"
        self.fc = nn.Linear(2, 2)


class OnlyValues(nn.Module):
    def __init__(self, width):  # want: missing-super-init
        """Has a docstring."""
        self.width = width

    def forward(self, x):
        return x[:, : self.width]


class NotCalled(nn.Module):
    def __init__(self):
        super().__init__  # want: missing-super-init "not called"
        self.fc = nn.Linear(2, 2)


class Misspelt(nn.Module):
    def __init__(self, width):
        super(Misspelt, self)._init__()  # want: missing-super-init "`_init__`"
        self.fc = nn.Linear(width, width)


class MisspeltToo(nn.Module):
    def __init__(self):
        super().__int__()  # want: missing-super-init "`__int__`"


class TooLate(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 2)  # want: missing-super-init "before"
        super().__init__()
        self.out = nn.Linear(2, 2)


class LateParameter(nn.Module):
    def __init__(self):
        self.width = 3
        self.w = nn.Parameter(torch.zeros(3))  # want: missing-super-init
        super(LateParameter, self).__init__()


class Child(Forgotten):
    def __init__(self):  # want: missing-super-init
        self.more = nn.Linear(2, 2)


class LateBuffer(nn.Module):
    def __init__(self, n):
        mask = torch.ones(n)
        self.register_buffer("mask", mask)  # want: missing-super-init "register_buffer"
        super().__init__()


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
        super().__init__()  # want: missing-super-init "`self.fc`"
        self.out = nn.Linear(2, 2)


class TwiceOldStyle(nn.Module):
    def __init__(self):
        super(TwiceOldStyle, self).__init__()
        self.w = nn.Parameter(torch.zeros(2))
        super(TwiceOldStyle, self).__init__()  # want: missing-super-init


class Tagged:
    def __init__(self, tag):
        self.tag = tag


class TaggedNet(Tagged, nn.Module):
    def __init__(self):  # want: missing-super-init
        Tagged.__init__(self, "net")
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc(x)


class Interface(nn.Module, metaclass=abc.ABCMeta):
    def __init__(self, dim):  # want: missing-super-init
        self.fc = nn.Linear(dim, dim)

    def forward(self, x):
        return self.fc(x)


# --- nothing below is a mistake


class TwiceAtOnce(nn.Module):
    def __init__(self):
        super().__init__()
        super().__init__()
        self.fc = nn.Linear(2, 2)


class OneOfTwo(nn.Module):
    def __init__(self, bias):
        if bias:
            super().__init__()
            self.fc = nn.Linear(2, 2)
        else:
            super().__init__()
            self.fc = nn.Linear(2, 2, bias=False)


class TwoBases(Base, nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.fc = nn.Linear(2, 2)
        Base.__init__(self)


class Registered(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.ones(2))


class NoInit(nn.Module):
    def forward(self, x):
        return x


class ByName(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.fc = nn.Linear(2, 2)


class OldStyle(nn.Module):
    def __init__(self):
        super(OldStyle, self).__init__()
        self.fc = nn.Linear(2, 2)


class ValuesFirst(nn.Module):
    def __init__(self, width):
        self.width = width
        self.sizes = [width, width]
        super().__init__()
        self.fc = nn.Linear(width, width)


class Abstract(nn.Module):
    def __init__(self):
        raise NotImplementedError


class UnknownBase(Base):
    def __init__(self):
        self.fc = nn.Linear(2, 2)


class Mixed(Base, nn.Module):
    def __init__(self, width):
        Base.__init__(self, width)
        self.fc = nn.Linear(width, width)


class Conditional(nn.Module):
    def __init__(self, wide):
        if wide:
            super().__init__()
        else:
            super().__init__()
        self.fc = nn.Linear(2, 2)


class NotAModule:
    def __init__(self):
        self.fc = nn.Linear(2, 2)


class Sampler(nn.Module):
    """Plain values and methods of its own: nothing asks for PyTorch's tables."""

    def __init__(self, mode):
        self.mode = mode
        self.shift = lambda x: x + 1

    def sample(self, low, high):
        return self.shift((low + high) / 2) if self.mode == "middle" else low


class Counted:
    def __init__(self):
        super().__init__()
        self.count = 0


class CountedNet(Counted, nn.Module):
    def __init__(self):
        Counted.__init__(self)
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc(x)


class Ready(type):
    def __call__(cls, *args):
        made = cls.__new__(cls)
        nn.Module.__init__(made)
        made.__init__(*args)
        return made


class Prepared(nn.Module, metaclass=Ready):
    def __init__(self):
        pass


class OnPrepared(Prepared):
    def __init__(self, dim):
        self.fc = nn.Linear(dim, dim)

    def forward(self, x):
        return self.fc(x)
