# mistake: dropout-ignores-eval | layer-created-in-forward
# line: 17
# proof: random_in_eval(Net(), randn(2, 8))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 2)

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        x = nn.Dropout(0.5)(x)
        return self.fc2(x)
