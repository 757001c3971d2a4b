# clean: freeze-has-no-effect
# proof: holds(not any(p.requires_grad for p in net.parameters()))

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 3).requires_grad_(False)

    def freeze(self):
        self.requires_grad_(False)
        return self

    def forward(self, x):
        return self.body(x)


net = Net().freeze()
