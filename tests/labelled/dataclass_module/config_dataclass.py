# clean: dataclass-module
# proof: sound(MLP(Config(n_in=3)), randn(2, 3))

from dataclasses import dataclass, field

from torch import nn


@dataclass
class Config:
    n_in: int = 4
    hidden: list = field(default_factory=lambda: [8])
    act: type = nn.ReLU


class MLP(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.fc = nn.Linear(config.n_in, config.hidden[0])
        self.act = config.act()

    def forward(self, x):
        return self.act(self.fc(x))
