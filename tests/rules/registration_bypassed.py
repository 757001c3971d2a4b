import torch
from torch import nn


class InDict(nn.Module):
    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.__dict__["encoder"] = encoder  # want: registration-bypassed "`encoder`"
        self.__dict__["extra"] = nn.Linear(4, 4)  # want: registration-bypassed "`extra`"

    def forward(self, x):
        return self.fc(x)


class ByObject(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        object.__setattr__(self, "shadow", nn.Linear(4, 4))  # want: registration-bypassed "`shadow`"
        object.__setattr__(self, "scale", nn.Parameter(torch.ones(4)))  # want: registration-bypassed

    def forward(self, x):
        return self.fc(x) + self.shadow(x) * self.scale


class InListOfOne(nn.Module):
    def __init__(self, teacher: nn.Module, vgg: nn.Module):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.teacher = [teacher]  # want: registration-bypassed "`self.teacher`"
        self.vgg = (vgg,)  # want: registration-bypassed "`self.vgg`"

    def forward(self, x):
        return self.fc(x), self.teacher[0](x), self.vgg[0](x)


# --- nothing below is a mistake


class Registered(nn.Module):
    def __init__(self, teacher: nn.Module):
        super().__init__()
        self.teacher = teacher
        self.__dict__["name"] = "registered"
        object.__setattr__(self, "step", 0)
        object.__setattr__(self, "act", nn.ReLU())
        self.sizes = [4]

    def forward(self, x):
        return self.teacher(self.act(x))


class SaidToBeMeant(nn.Module):
    def __init__(self, teacher: nn.Module):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        # a list so that it is not registered as a submodule
        self.teacher = [teacher]

    def forward(self, x):
        return self.fc(x), self.teacher[0](x)


class Unknowable(nn.Module):
    def __init__(self, things):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.things = [things]
        self.__dict__["things"] = things

    def forward(self, x):
        return self.fc(x)


class NoModule:
    def __init__(self, teacher: nn.Module):
        self.teacher = [teacher]
        self.__dict__["extra"] = nn.Linear(4, 4)
