# clean: graph-cut-in-forward
# proof: sound(Tagger(), randn(5, 2, 4))

import torch
import torch.nn as nn
from torch.autograd import Variable


class Tagger(nn.Module):
    def __init__(self):
        super(Tagger, self).__init__()
        self.rnn = nn.GRU(4, 4)
        self.out = nn.Linear(4, 3)

    def start(self, x):
        return Variable(torch.zeros(1, x.size(1), 4, device=x.device, dtype=x.dtype))

    def forward(self, x):
        x = Variable(x)
        hidden, _ = self.rnn(x, self.start(x))
        return self.out(hidden)
