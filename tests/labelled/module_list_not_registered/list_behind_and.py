# mistake: module-list-not-registered
# line: 15
# proof: hidden(Deep(16, 3), "hidden.0", randn(2, 16))
# proof: sound(Deep(16, 0), randn(2, 16))

import torch
from torch import nn



class Deep(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.hidden = depth > 0 and [nn.Linear(width, width) for _ in range(depth)]

    def forward(self, x):
        x = self.first(x)
        for layer in self.hidden or ():
            x = torch.relu(layer(x))
        return x
