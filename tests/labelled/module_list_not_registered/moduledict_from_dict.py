# clean: module-list-not-registered
# proof: sound(MultiTask(), randn(3, 10))

import torch.nn as nn


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        heads = {"age": nn.Linear(10, 1)}
        heads["smile"] = nn.Linear(10, 2)
        self.heads = nn.ModuleDict(heads)

    def forward(self, x):
        return {name: head(x) for name, head in self.heads.items()}
