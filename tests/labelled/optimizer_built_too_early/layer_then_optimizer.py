# clean: optimizer-built-too-early
# proof: healthy()

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.a(x)))


model = Net()
model.fc = nn.Linear(model.fc.in_features, 2)
model = model.to("cpu")
opt = torch.optim.Adam(model.parameters())
model.history = []
model.fc.bias.data.zero_()
for x in torch.randn(2, 3, 4):
    opt.zero_grad()
    loss = model(x).pow(2).mean()
    loss.backward()
    opt.step()
    model.history.append(loss.item())
