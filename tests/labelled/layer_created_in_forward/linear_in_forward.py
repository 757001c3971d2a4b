# mistake: layer-created-in-forward
# line: 17
# proof: random_in_eval(Net(), randn(2, 4))
# proof: orphans(Net(), randn(2, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        fc2 = nn.Linear(8, 2)
        return fc2(x)
