# mistake: eval-mode-missing
# line: 29, 31
# proof: fact("training_without_grad", 1)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


model = Net()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(2):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(torch.randn(6, 4)), torch.randint(0, 2, (6,)))
    loss.backward()
    optimizer.step()

correct = 0
with torch.no_grad():
    x, y = torch.randn(10, 4), torch.randint(0, 2, (10,))
    out = model(x)
    correct += (out.argmax(1) == y).sum().item()
print("accuracy", correct / 10)
