import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    """(x - mean) * gain, for each feature.

    x: (N, features). `gain` is trained and starts at 1. `mean` starts at 0 and is not trained: in
    training mode each call first moves it, mean = (1 - momentum) * mean + momentum * (mean of x over
    the N rows), and then subtracts it. In evaluation mode it stays. It is a constant for autograd.
    """

    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            with torch.no_grad():
                self.mean.lerp_(x.mean(dim=0), self.momentum)
        return (x - self.mean) * self.gain


def save(model: RunningNorm, path: str) -> None:
    """Write what the model knows to a file that `torch.load(path)` reads with its defaults."""
    torch.save(model.state_dict(), path)


def load(path: str, features: int) -> RunningNorm:
    """A RunningNorm that behaves as the saved one."""
    model = RunningNorm(features)
    model.load_state_dict(torch.load(path))
    return model
