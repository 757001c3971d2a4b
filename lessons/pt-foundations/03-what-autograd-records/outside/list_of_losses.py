import torch
import torch.nn.functional as F


def fit(x, y, steps, lr=0.1):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    losses = []
    for step in range(steps):
        # forget the gradients of the last step
        w.grad = None
        b.grad = None
        # forward
        prediction = w * x + b
        loss = F.mse_loss(prediction, y)
        losses.append(loss.item())
        # backward
        loss.backward()
        # update
        with torch.no_grad():
            w += -lr * w.grad
            b += -lr * b.grad
    return w, b, sum(losses) / len(losses)
