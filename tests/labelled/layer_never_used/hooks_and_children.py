# clean: layer-never-used
# proof: holds(True)

import torch
from torch import nn


class Feats(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(4, 4)
        self.mid = nn.Linear(4, 4)
        self.kept = {}
        for name, m in self.named_children():
            m.register_forward_hook(self._keep(name))

    def _keep(self, name):
        def hook(module, inputs, output):
            self.kept[name] = output.detach()

        return hook

    def forward(self, x):
        for m in self.children():
            x = m(x)
        return x
