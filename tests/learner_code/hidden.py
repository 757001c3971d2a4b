"""Every way to hide state from PyTorch. `# hidden: PATH KIND` says what is found on that line."""

import functools
from dataclasses import dataclass
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import nn

TABLE = torch.randn(8, 8, requires_grad=True)  # hidden: TABLE trainable-tensor
SHARED = nn.Linear(8, 8)  # hidden: SHARED module


class Holder:
    def __init__(self):
        self.scale = nn.Parameter(torch.ones(8))


@dataclass
class Bank:
    memory: torch.Tensor
    size: int = 0


class Net(nn.Module):
    of_the_class = nn.Linear(8, 8)  # hidden: self.of_the_class module

    def __init__(self):
        super().__init__()
        self.ok = nn.Linear(8, 8)
        self.in_list = [  # hidden: self.in_list[0] module; self.in_list[1] module
            nn.Linear(8, 8),
            nn.Linear(8, 8),
        ]
        self.in_dict = {"a": (nn.Linear(8, 8),)}  # hidden: self.in_dict['a'][0] module
        self.in_set = {nn.Linear(8, 8)}  # hidden: self.in_set{…} module
        self.comma = (nn.Linear(8, 8),)  # hidden: self.comma[0] module
        self.constant = torch.randn(1, 8)  # hidden: self.constant tensor
        self.leaf = torch.ones(1, requires_grad=True)  # hidden: self.leaf trainable-tensor
        self.scales = [nn.Parameter(torch.ones(8))]  # hidden: self.scales[0] parameter
        self.holder = Holder()  # hidden: self.holder.scale parameter
        self.bank = Bank(torch.zeros(3))  # hidden: self.bank.memory tensor
        self.space = SimpleNamespace(fc=nn.Linear(8, 8))  # hidden: self.space.fc module
        lin = nn.Linear(8, 8)
        self.act = lambda x: torch.relu(lin(x))  # hidden: self.act → lin module
        w = torch.randn(8, 8)
        self.p = functools.partial(F.linear, weight=w)  # hidden: self.p.keywords['weight'] tensor
        self.scaled = nn.Parameter(torch.randn(8)) * 0.1  # hidden: self.scaled lost-parameter
        # What is fine:
        self.acts = [nn.ReLU(), nn.Dropout(0.0)]
        tied = nn.Linear(8, 8, bias=False)
        tied.weight = self.ok.weight
        self.tied = [tied]
        self.optimizer = torch.optim.SGD(self.parameters())
        self.alias = self.ok.weight
        self.view = self.ok.weight[:2]
        self.count = 3
        self.scalar = torch.tensor(1.0)
        self.empty = torch.empty(0)
        self.state = torch.zeros(4)
        self.cache = None
        self.kept = [self.ok, nn.Identity]
        self.register_buffer("registered", torch.zeros(8))

    def forward(self, x):
        x = self.ok(x) + self.constant + self.registered
        for layer in self.in_list:
            x = layer(x)
        x = x * self.scales[0] * self.leaf * self.holder.scale * self.scaled
        x = SHARED(self.p(self.space.fc(self.act(x))) @ TABLE)
        x = nn.Linear(8, 8)(x)  # hidden: Linear(8, 8) in forward module
        self.last = x
        self.cache = [x, x.detach()]
        self.state = torch.zeros(4)
        x = self.of_the_class(x)
        return self.in_dict["a"][0](x) + self.comma[0](x)
