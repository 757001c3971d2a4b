# mistake: missing-step
# line: 18
# proof: raises(AssertionError, lambda: healthy())
# proof: fact("backward", 3)

import torch
import torch.nn as nn


def train(model, batches, epochs=1, lr=1e-2):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        total = 0.0
        for x, y in batches:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            total += loss.item()
        print(f"epoch {epoch} loss {total:.3f}")
    return model


train(nn.Linear(2, 1), [(torch.randn(4, 2), torch.randn(4, 1)) for _ in range(3)])
