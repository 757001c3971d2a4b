# mistake: class-level-layer
# line: 10
# proof: holds(list(Net().parameters()) == [] and Net().fc is Net().fc)
# proof: orphans(Net(), randn(2, 3))

import torch.nn as nn


class Net(nn.Module):
    fc = nn.Linear(3, 3)
    act = nn.ReLU()

    def forward(self, x):
        return self.act(self.fc(x))
