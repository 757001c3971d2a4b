# clean: layer-in-closure
# proof: sound(Net(), randn(2, 4))

import torch.nn as nn


class Net(nn.Module):
    def __init__(self, n=4):
        super().__init__()
        first = nn.Linear(n, n)
        last = nn.Linear(n, 1)

        def init(m):
            if isinstance(m, nn.Linear):
                nn.init.zeros_(m.bias)

        self.net = nn.Sequential(first, nn.ReLU(), last)
        self.net.apply(init)

    def forward(self, x):
        return self.net(x)
