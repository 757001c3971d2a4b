import torch
from torch import nn

layers = [nn.Linear(4, 4) for _ in range(12)]
x = torch.randn(2, 4)


def by_index():
    h = x
    for i in range(12):
        step = torch.compile(lambda t: layers[i](t))  # want: compile-inside-loop "`i`"
        h = step(h)
    return h


def by_count():
    out = []
    for power in range(1, 9):

        def total(t):
            return sum(t**k for k in range(power))

        fast = torch.compile(total)  # want: compile-inside-loop "`power`"
        out.append(fast(x))
    return out


def decorated():
    out = []
    for name in ("sin", "cos", "tanh"):

        @torch.compile
        def apply(t):  # want: compile-inside-loop "`name`"
            return getattr(t, name)()

        out.append(apply(x))
    return out


def column():
    for n, _ in enumerate(layers):
        first = torch.compile(lambda t: t[n] * 2, fullgraph=True)  # want: compile-inside-loop
        first(x)


for number in range(12):
    shifted = torch.compile(lambda t: t + number)  # want: compile-inside-loop "`number`"
    shifted(x)


# --- nothing below is a mistake


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, t):
        return self.fc(t)


def same_model():
    net = Net()
    for _ in range(3):
        fast = torch.compile(net)
        fast(x)


def computed_with():
    for i in range(3):
        fast = torch.compile(lambda t: t * i + 1)
        fast(x)


def before_the_loop():
    fast = torch.compile(lambda t, layer: layer(t))
    h = x
    for layer in layers:
        h = fast(h, layer)
    return h


def the_layer_itself():
    for layer in layers:
        fast = torch.compile(lambda t: layer(t))
        fast(x)


for item in layers:
    through = torch.compile(lambda t: item(t))
    through(x)


def own_loop():
    for _ in range(3):
        fast = torch.compile(lambda t: sum(t * k for k in range(3)))
        fast(x)


def handed_in():
    for i in range(3):
        fast = torch.compile(lambda t, i: layers[i](t))
        fast(x, 0)


def makes_functions():
    made = []
    for i in range(3):

        def build(k):
            return torch.compile(lambda t: layers[k](t))

        made.append(build(i))
    return made
