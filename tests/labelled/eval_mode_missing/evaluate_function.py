# mistake: eval-mode-missing
# line: 19, 21, 31
# proof: fact("training_without_grad", 1)

import torch
import torch.nn as nn


def train(model, batches, opt):
    model.train()
    for x, y in batches:
        opt.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        opt.step()


def evaluate(model, batches):
    correct = total = 0
    with torch.no_grad():
        for x, y in batches:
            correct += (model(x).argmax(1) == y).sum().item()
            total += len(y)
    return correct / total


batches = [(torch.randn(8, 4), torch.randint(0, 3, (8,))) for _ in range(2)]
model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.3), nn.Linear(8, 3))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    train(model, batches, opt)
    print(evaluate(model, batches))
