# mistake: eval-mode-missing
# line: 11, 13
# proof: fact("training_without_grad", 1)

import torch
from torch import nn


def accuracy(model, loader):
    correct, total = 0, 0
    with torch.no_grad():
        for xb, yb in loader:
            out = model(xb)
            correct += (out.argmax(1) == yb).sum().item()
            total += yb.size(0)
    return correct / total


model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.4), nn.Linear(16, 3))
opt = torch.optim.Adam(model.parameters())
train_dl = [(torch.randn(6, 4), torch.randint(0, 3, (6,))) for _ in range(2)]
valid_dl = [(torch.randn(6, 4), torch.randint(0, 3, (6,)))]
for epoch in range(2):
    for xb, yb in train_dl:
        loss = nn.functional.cross_entropy(model(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(f"epoch {epoch} acc {accuracy(model, valid_dl):.2%}")
