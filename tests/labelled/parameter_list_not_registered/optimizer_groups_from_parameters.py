# clean: parameter-list-not-registered
# proof: sound(net, randn(2, 4))
# proof: covers(net.make_optimizer(0.1), net)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 4)
        self.head = nn.Linear(4, 2)

    def make_optimizer(self, lr):
        decay, no_decay = [], []
        for name, p in self.named_parameters():
            if name.endswith("bias"):
                no_decay.append(p)
            else:
                decay.append(p)
        groups = [{"params": decay, "weight_decay": 0.01}, {"params": no_decay, "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=lr)

    def forward(self, x):
        return self.head(self.body(x).relu())


net = Net()
optimizer = net.make_optimizer(1e-3)
