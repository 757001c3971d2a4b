# mistake: graph-cut-in-forward
# line: 17
# proof: no_gradient(Net(), "encoder", randn(2, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.decoder = nn.Linear(8, 4)

    def forward(self, x):
        h = torch.relu(self.encoder(x))
        return self.decoder(h.data)
