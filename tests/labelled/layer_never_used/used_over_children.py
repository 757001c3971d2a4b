# clean: layer-never-used
# proof: sound(Net(), randn(2, 4))

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Tanh()
        self.c = nn.Linear(4, 1)

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x
