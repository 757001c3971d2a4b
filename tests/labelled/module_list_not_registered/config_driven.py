# mistake: module-list-not-registered
# line: 17
# proof: hidden(build({"type": "mlp", "hidden": [4, 4]}), "net.0", randn(2, 3))

import torch
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


class Model(nn.Module):
    def __init__(self, cfg, n_in=3, n_out=2):
        super().__init__()
        self.cfg = cfg
        dims = [n_in] + list(cfg["hidden"])
        act = ACTIVATIONS[cfg.get("act", "relu")]
        self.net = []
        for i, d in enumerate(dims[:-1]):
            self.net.append(nn.Linear(d, dims[i + 1]))
            self.net.append(act())
        self.head = nn.Linear(dims[-1], n_out)

    def forward(self, x):
        for m in self.net:
            x = m(x)
        return self.head(x)


def build(cfg):
    return Model(cfg)
