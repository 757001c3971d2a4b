# mistake: step-before-backward
# line: 16
# proof: fact("stale_gradient", 1)

import torch
from torch import nn
import torch.nn.functional as F


def train_epoch(model, batches, optimizer):
    model.train()
    total = 0.0
    for images, labels in batches:
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
        optimizer.step()
        loss.backward()
        total += loss.item()
    return total


model = nn.Linear(4, 3)
sgd = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
print(train_epoch(model, [(torch.randn(6, 4), torch.randint(3, (6,)))] * 3, sgd))
