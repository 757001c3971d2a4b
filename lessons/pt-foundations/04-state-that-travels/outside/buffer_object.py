import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.gain = nn.Parameter(torch.ones(features))
        self.mean = nn.Buffer(torch.zeros(features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            with torch.no_grad():
                new = x.mean(dim=0)
                self.mean.copy_((1 - self.momentum) * self.mean + self.momentum * new)
        return (x - self.mean) * self.gain


def save(model: RunningNorm, path: str) -> None:
    torch.save(model.state_dict(), path)


def load(path: str, features: int) -> RunningNorm:
    model = RunningNorm(features)
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state)
    return model
