# mistake: loss-graph-accumulated
# line: 17
# proof: holds(train_loss.grad_fn is not None)

import torch
from torch import nn


def train(model, loader, opt):
    train_loss, correct = 0, 0
    for xb, yb in loader:
        opt.zero_grad()
        out = model(xb)
        loss = nn.functional.cross_entropy(out, yb)
        loss.backward()
        opt.step()
        train_loss = train_loss + loss
        correct += (out.argmax(1) == yb).sum().item()
        print(f"loss {loss.item():.3f}")
    return train_loss / len(loader), correct


model = nn.Linear(3, 2)
train_loss, _ = train(model, [(torch.randn(4, 3), torch.tensor([0, 1, 0, 1]))] * 2, torch.optim.Adam(model.parameters()))
