import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.register_parameter("gain", nn.Parameter(torch.ones(features)))
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            step = self.momentum * (x.mean(0) - self.mean)
            self.mean += step.detach()
        return (x - self.mean) * self.gain


def save(model: RunningNorm, path: str) -> None:
    torch.save(model.state_dict(), path)


def load(path: str, features: int) -> RunningNorm:
    state = torch.load(path)
    model = RunningNorm(features)
    report = model.load_state_dict(state)
    assert not report.missing_keys
    return model
