import torch
from torch import nn, optim

weight = torch.randn(8, 8, requires_grad=True)
shared = nn.Linear(8, 8)
offset = nn.Parameter(torch.zeros(8))
net = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
mask = torch.tril(torch.ones(8, 8))
relu = nn.ReLU()
trained = torch.zeros(8, requires_grad=True)
frozen = nn.Linear(8, 8)
frozen.requires_grad_(False)
given = nn.Linear(8, 8)
twice = nn.Linear(8, 8)
twice = nn.Linear(8, 4)
hidden_by_name = nn.Linear(8, 8)


class Tensors(nn.Module):
    def forward(self, x):
        x = x @ weight  # want: global-trainable-tensor "global tensor"
        return x + weight.sum() + offset  # want: global-trainable-tensor


class Layers(nn.Module):
    def forward(self, x):
        x = shared(x)  # want: global-trainable-tensor "global layer"
        return self.head(x)

    def head(self, x):
        return net(x)  # want: global-trainable-tensor "Layers"


# --- nothing below is a mistake


class Silent(nn.Module):
    def __init__(self):
        super().__init__()
        self.given = given

    def forward(self, x, hidden_by_name):
        x = relu(x) * mask + trained
        offset = x.mean()
        for shared in (x, x):
            x = x + shared
        weight = x
        return frozen(x) + twice(x) + self.given(x) + hidden_by_name + offset + weight



optimizer = optim.SGD([trained], lr=0.1)
