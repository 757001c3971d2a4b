# mistake: module-list-not-registered
# line: 20
# proof: hidden(MultiTask({"age": "reg", "sex": "cls"}), "heads.age", randn(2, 4), "age")

import torch
from torch import nn


class MultiTask(nn.Module):
    def __init__(self, tasks: dict[str, str]):
        super().__init__()
        self.body = nn.Linear(4, 8)
        heads = {}
        for name, kind in tasks.items():
            match kind:
                case "reg":
                    heads[name] = nn.Linear(8, 1)
                case "cls":
                    heads[name] = nn.Linear(8, 2)
        self.heads = heads

    def forward(self, x, task):
        return self.heads[task](torch.relu(self.body(x)))


net = MultiTask({"age": "reg", "sex": "cls"})
opt = torch.optim.Adam(net.parameters())
