import statistics
import torch.utils.benchmark as benchmark
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
        # The gate is open; deep starts at zero and wakes up in the first step.
        self.gate = nn.Parameter(torch.ones(1))
        nn.init.zeros_(self.deep.weight)
        nn.init.zeros_(self.deep.bias)

    def forward(self, x):
        deep = self.deep(torch.tanh(self.hidden(x)))
        return self.straight(x) + self.gate * deep


def is_silent(parameter):
    return parameter.grad is None or float(parameter.grad.abs().max()) == 0.0


def silent(model, x, y):
    """The names of the parameters that get no gradient, or only zeros, from this batch."""
    for p in model.parameters():
        p.grad = None
    mse_loss(model(x), y).backward()
    return [name for name, p in model.named_parameters() if is_silent(p)]


def compare(f, g):
    """Is g "slower" or "faster" than f, or is there "no difference"? Both take no arguments."""
    timer_f = benchmark.Timer("f()", globals={"f": f})
    timer_g = benchmark.Timer("g()", globals={"g": g})
    # the first calls are something else
    timer_f.timeit(2)
    timer_g.timeit(2)
    ratios = [timer_g.timeit(20).mean / timer_f.timeit(20).mean for _ in range(31)]
    # three of four rounds must agree
    low, _, high = statistics.quantiles(ratios, n=4)
    if low > 1.05:
        return "slower"
    if high < 0.95:
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
