# mistake: eval-mode-missing
# line: 19, 22
# proof: fact("training_without_grad", 1)

import torch
from torch import nn

model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 36, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
loss_fn = nn.CrossEntropyLoss()
for i in range(2):
    x, y = torch.randn(4, 1, 8, 8), torch.randint(0, 10, (4,))
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()

correct = 0
with torch.no_grad():
    for _ in range(2):
        images, labels = torch.randn(4, 1, 8, 8), torch.randint(0, 10, (4,))
        outputs = model(images)
        _, predicted = torch.max(outputs.data, 1)
        correct += (predicted == labels).sum().item()
print("Accuracy: %d %%" % (100 * correct / 8))
