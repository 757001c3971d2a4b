# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return F.log_softmax(self.fc(x), dim=1)


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(2):
    optimizer.zero_grad()
    loss = F.nll_loss(model(torch.randn(5, 4)), torch.randint(0, 3, (5,)))
    loss.backward()
    optimizer.step()
