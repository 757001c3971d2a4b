# mistake: trainable-tensor-not-parameter
# line: 13
# proof: hidden(OldLayer(3, 2), "W", randn(2, 3))

import torch
import torch.nn as nn
from torch.autograd import Variable


class OldLayer(nn.Module):
    def __init__(self, n, m):
        super(OldLayer, self).__init__()
        self.W = Variable(torch.randn(n, m), requires_grad=True)
        self.act = nn.Tanh()

    def forward(self, x):
        return self.act(x.mm(self.W))
