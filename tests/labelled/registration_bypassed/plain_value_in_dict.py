# clean: registration-bypassed
# proof: sound(Named(), randn(3, 4))

from torch import nn


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.__dict__["title"] = "named"
        object.__setattr__(self, "count", 3)
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return self.fc(x) * self.count
