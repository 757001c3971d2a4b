# mistake: activation-called-on-tensor
# line: 18
# proof: holds(isinstance(Net()(torch.randn(4, 3)), nn.Softmax))

import torch
from torch import nn
from torch.nn import functional as F


class Net(nn.Module):
    def __init__(self, n_classes=3):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(3, 8)
        self.out = nn.Linear(8, n_classes)

    def forward(self, x):
        logits = self.out(F.relu(self.fc1(x)))
        return nn.Softmax(logits)
