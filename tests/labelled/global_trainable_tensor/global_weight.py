# mistake: global-trainable-tensor
# line: 8, 17
# proof: orphans(Net(), randn(2, 3))

import torch
import torch.nn as nn

W = torch.randn(3, 3, requires_grad=True)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return self.fc(torch.tanh(x @ W))


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
