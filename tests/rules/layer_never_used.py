import torch
import torch.nn.functional as F
from torch import nn


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)  # want: layer-never-used "self.conv2"
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv1(x))
        return self.head(x.flatten(1))


class Forgotten(nn.Module):
    def __init__(self, width, deep):
        super(Forgotten, self).__init__()
        self.embed = nn.Embedding(100, width)
        self.norm_out = nn.LayerNorm(width)  # want: layer-never-used "Forgotten"
        if deep:
            self.extra = nn.Sequential(nn.Linear(width, width), nn.ReLU())  # want: layer-never-used

    def forward(self, tokens):
        return self.encode(tokens)

    def encode(self, tokens):
        return self.embed(tokens)


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = nn.Linear(8, 8)

    def forward(self, x):
        return self.step(x)


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.spare = Inner()  # want: layer-never-used

    def forward(self, x):
        return self.inner(x)


# --- nothing below is a mistake


class Used(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)
        self.drop_late = nn.Dropout(0.1)
        self.act_late = nn.ReLU()
        self.aux = nn.Linear(8, 8)
        part = nn.Linear(8, 8)
        self.part_alone = part
        self.net = nn.Sequential(part, nn.ReLU())
        self.named_in_text = nn.Linear(8, 8)
        self.tied_twin = nn.Linear(8, 8, bias=False)
        self.tied_twin.weight = self.a.weight

    def forward(self, x):
        return self.net(self.b(self.a(x)))

    def names(self):
        return ["named_in_text"]


class LooksUp(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_one = nn.Linear(8, 8)
        self.layer_two = nn.Linear(8, 8)

    def forward(self, x):
        for name in ("one", "two"):
            x = getattr(self, f"layer_{name}")(x)
        return x


class Iterates(nn.Module):
    def __init__(self):
        super().__init__()
        self.first_of_all = nn.Linear(8, 8)

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x


class HandsOn(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen_by_runner = nn.Linear(8, 8)

    def forward(self, x):
        return run_layers(self, x)


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.for_children = nn.Linear(8, 8)

    def forward(self, x):
        return self.head(x)


class Child(Base):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 2)


class NoForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.just_written = nn.Linear(8, 2)


class Unfinished(nn.Module):
    def __init__(self):
        super().__init__()
        self.not_yet = nn.Linear(8, 2)

    def forward(self, x):
        raise NotImplementedError


model = Used()
print(model.aux(torch.zeros(8)))
