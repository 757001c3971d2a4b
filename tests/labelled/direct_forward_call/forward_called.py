# mistake: direct-forward-call
# line: 23
# proof: skips_hooks(model, lambda m: evaluate())

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return self.fc(x)


model = Net()


def evaluate():
    with torch.no_grad():
        return model.forward(torch.randn(4, 3))


print(evaluate())
