import torch
from torch import nn
from torch.nn import GELU


class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


class Classic(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.relu = nn.ReLU  # want: layer-class-not-called "class ReLU"
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        x = self.relu(self.fc(x))
        return self.out(self.relu(x))


class Several(nn.Module):
    def __init__(self, smooth):
        super().__init__()
        self.act = nn.SiLU if smooth else nn.ReLU  # want: layer-class-not-called
        self.gelu = GELU  # want: layer-class-not-called "self.gelu"
        self.swish = Swish  # want: layer-class-not-called "Swish"
        self.pool = nn.MaxPool2d  # want: layer-class-not-called
        self.softmax: type = nn.Softmax  # want: layer-class-not-called

    def forward(self, images):
        x = self.pool(torch.flatten(images, 2), 2)
        y = self.gelu(images) + self.act(images)
        return self.head(images), self.swish(images), x, y

    def head(self, x):
        return self.softmax(x)


class DefaultClass(nn.Module):
    def __init__(self, act, norm=nn.LayerNorm):
        super().__init__()
        self.act = act
        self.norm = norm  # want: layer-class-not-called "class LayerNorm"

    def forward(self, x):
        return self.norm(self.act(x))


# --- nothing below is a mistake


class Factory(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self._norm_layer = nn.BatchNorm2d
        self.act = nn.ReLU
        self.blocks = nn.Sequential(*[self._block(width) for _ in range(depth)])
        self.relu = self.act()
        self.softmax = nn.Softmax

    def _block(self, width):
        return nn.Sequential(nn.Conv2d(width, width, 3), self._norm_layer(width), self.act())

    def forward(self, x, dim):
        x = self.relu(self.blocks(x))
        return self.softmax(dim)(x)


class Replaced(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU
        self.act = self.act()
        self.other = nn.GELU

    def forward(self, x, width):
        if self.other is nn.GELU:
            x = x + 1
        layers = [self.other(width)]
        for layer in layers:
            x = layer(x)
        return self.act(x)


class FromOutside(nn.Module):
    def __init__(self, act, norm=nn.LayerNorm, gate=nn.Sigmoid):
        super().__init__()
        self.act = act
        self.norm = norm
        self.gate = gate() if isinstance(gate, type) else gate

    def forward(self, x):
        return self.gate(self.norm(self.act(x)))


made = FromOutside(torch.relu, nn.LayerNorm(8))
