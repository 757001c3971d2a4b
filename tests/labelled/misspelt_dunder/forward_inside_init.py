# mistake: misspelt-dunder
# line: 15
# proof: raises(NotImplementedError, lambda: Net()(torch.zeros(1, 4)), "forward")

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 4)
        self.fc2 = nn.Linear(4, 1)

        def forward(self, x):
            x = torch.relu(self.fc1(x))
            return self.fc2(x)
