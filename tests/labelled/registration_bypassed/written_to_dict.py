# mistake: registration-bypassed
# line: 11
# proof: hidden(Wrapper(), "net", randn(3, 4))

from torch import nn


class Wrapper(nn.Module):
    def __init__(self):
        super().__init__()
        self.__dict__["net"] = nn.Linear(4, 4)

    def forward(self, x):
        return self.net(x)
