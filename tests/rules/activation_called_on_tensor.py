import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import Tanh


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = nn.ReLU(self.conv(x))  # want: activation-called-on-tensor "`relu`"
        return x


class Pooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        out = torch.relu(self.conv(x))
        out = nn.MaxPool2d(out, 3)  # want: activation-called-on-tensor "nn.MaxPool2d(out)"
        return self.fc(out)


class Returned(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        h = Tanh(x)  # want: activation-called-on-tensor
        y = self.fc(x)
        drop = nn.Dropout(y)  # want: activation-called-on-tensor "Build the layer in"
        flat = nn.Flatten(x)  # want: activation-called-on-tensor "Build the layer in"
        norm = nn.LayerNorm(y + 1)  # want: activation-called-on-tensor
        return nn.Softmax(y), h, drop, flat, norm, self.classify(x)  # want: activation-called-on-tensor

    def classify(self, x):
        logits = self.fc(x)
        return nn.LogSoftmax(logits, 1)  # want: activation-called-on-tensor


# --- nothing below is a mistake


class Right(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 10)
        self.relu = nn.ReLU()

    def forward(self, x, dim, p, size):
        x = F.relu(self.relu(self.fc(x)))
        x = nn.ReLU()(x)
        x = nn.Softmax(dim)(x)
        x = nn.AdaptiveAvgPool2d(size)(x)
        softmax = nn.Softmax(dim=dim)
        pool = nn.MaxPool2d(int(size))
        act = nn.ReLU(True)
        up = nn.Upsample(x.shape[-1])
        layers = nn.Sequential(nn.Softmax(dim), nn.Threshold(p, 0))
        widths = [nn.AvgPool2d(s) for s in (2, 3)]
        for layer in widths:
            x = layer(x)
        return act(pool(softmax(up(layers(x)))))


class Counted(nn.Module):
    def forward(self, x):
        n = x.size(1)
        pools = [nn.MaxPool2d(n), nn.MaxPool2d(len(x))]
        weight = F.softmax(x, dim=1)
        loss = nn.CrossEntropyLoss(weight)
        return [pool(x) for pool in pools], loss(x, x)
