from abc import abstractmethod

import torch
import torch.nn.functional as F
from torch import nn


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):  # want: forward-returns-nothing "`return out`"
        hidden = F.relu(self.fc1(x))
        out = self.fc2(hidden)  # logits
        print(out.shape)


class Alone(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):  # want: forward-returns-nothing "calling `Alone` gives `None`"
        self.net(x)


class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])

    def forward(self, x):  # want: forward-returns-nothing
        x = self.first(x)
        for layer in self.layers:
            x = torch.relu(layer(x))


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, deep=True):  # want: forward-returns-nothing
        def helper(y):
            return y * 2

        if deep:
            x = helper(self.fc(x))
        else:
            x = self.fc(x)
        return


# --- nothing below is a mistake


class Abstract(nn.Module):
    @abstractmethod
    def forward(self, x):
        """Computes something."""

    def extra(self, x):
        torch.relu(x)


class Raises(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        x = self.fc(x)
        raise NotImplementedError


class Marked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x) -> None:
        self.fc(x)


class Stores(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        self.loss = self.fc(x).pow(2).mean()


class Fills(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, out):
        out[:] = self.fc(x)


class Appends(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, results):
        y = self.fc(x)
        results.append(y)


class AppendsIfAsked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, results=None):
        y = self.fc(x)
        results is not None and results.append(y)


class AppendsEach(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, xs, results):
        [results.append(self.fc(x)) for x in xs]


class Updates(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        x.copy_(self.fc(x))


class Yields(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        for step in range(3):
            x = self.fc(x)
            yield x


class Empty(nn.Module):
    def forward(self, x):
        pass


class Sometimes(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        x = self.fc(x)
        if x.sum() > 0:
            return x
