# mistake: missing-zero-grad
# line: 17, 18
# proof: fact("stale_gradient", 2)

import torch
from torch import nn


def train(model, data, loss_fn, optimizer, device="cpu"):
    model.train()
    running = 0.0
    for batch, (X, y) in enumerate(data):
        X, y = X.to(device), y.to(device)
        pred = model(X)
        loss = loss_fn(pred, y)

        loss.backward()
        optimizer.step()
        running += loss.item()
    return running / len(data)


if __name__ == "__main__":
    net = nn.Linear(3, 1)
    data = [(torch.randn(5, 3), torch.randn(5, 1)) for _ in range(4)]
    opt = torch.optim.Adam(net.parameters())
    print(train(net, data, nn.MSELoss(), opt))
