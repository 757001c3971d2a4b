# mistake: graph-cut-in-forward
# line: 17
# proof: no_gradient(Net(), "body", randn(2, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 4)
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        feats = self.body(x)
        scaled = torch.tensor(feats.tolist())
        return self.head(scaled)


n = Net()
