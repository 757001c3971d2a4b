# mistake: dataclass-module
# line: 10, 11
# proof: raises(TypeError, lambda: list(MLP(3, 4).parameters()), "unhashable")

from dataclasses import dataclass

from torch import nn


@dataclass
class MLP(nn.Module):
    n_in: int
    n_out: int = 2

    def __post_init__(self):
        super().__init__()
        self.fc = nn.Linear(self.n_in, self.n_out)

    def forward(self, x):
        return self.fc(x)
