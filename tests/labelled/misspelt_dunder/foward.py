# mistake: misspelt-dunder
# line: 14
# proof: raises(NotImplementedError, lambda: Net()(torch.zeros(1, 4)), "forward")

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.l1 = nn.Linear(4, 2)

    def foward(self, x):
        return torch.sigmoid(self.l1(x))
