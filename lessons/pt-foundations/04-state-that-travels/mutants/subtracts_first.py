import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.gain = nn.Parameter(torch.ones(features))
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x: Tensor) -> Tensor:
        result = (x - self.mean.clone()) * self.gain
        if self.training:
            with torch.no_grad():
                self.mean.lerp_(x.mean(dim=0), self.momentum)
        return result


def save(model: RunningNorm, path: str) -> None:
    torch.save(model.state_dict(), path)


def load(path: str, features: int) -> RunningNorm:
    model = RunningNorm(features)
    model.load_state_dict(torch.load(path))
    return model
