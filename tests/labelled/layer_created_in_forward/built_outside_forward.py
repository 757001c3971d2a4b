# clean: layer-created-in-forward
# proof: sound(Net().build(4), randn(2, 4))

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = None

    def build(self, n):
        self.fc = nn.Linear(n, 2)
        return self

    def forward(self, x):
        return self.fc(x)
