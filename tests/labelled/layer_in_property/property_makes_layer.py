# mistake: layer-in-property
# line: 16
# proof: holds(net.head is not net.head and not [n for n, _ in net.named_parameters() if "head" in n])
# proof: random_in_eval(net, randn(2, 4))

import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)

    @property
    def head(self):
        return nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.body(x))


net = Net()
