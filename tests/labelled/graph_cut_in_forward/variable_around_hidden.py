# mistake: graph-cut-in-forward
# line: 17
# proof: no_gradient(Old(), "first", randn(3, 4))

import torch
import torch.nn as nn
from torch.autograd import Variable


class Old(nn.Module):
    def __init__(self):
        super(Old, self).__init__()
        self.first = nn.Linear(4, 4)
        self.second = nn.Linear(4, 2)

    def forward(self, x):
        hidden = Variable(self.first(x))
        return self.second(torch.tanh(hidden))
