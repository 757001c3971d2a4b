from typing import Any

import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.gain = nn.Parameter(torch.full((features,), 2.0) * 0.5)
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            # detached, so that the new mean has no history
            self.mean = torch.lerp(self.mean, x.detach().mean(dim=0), self.momentum)
        return (x - self.mean) * self.gain


def save(model: RunningNorm, path: str) -> None:
    # The momentum decides how the loaded model goes on: it belongs into the file as well.
    checkpoint: dict[str, Any] = {"state": model.state_dict(), "momentum": model.momentum}
    torch.save(checkpoint, path)


def load(path: str, features: int) -> RunningNorm:
    checkpoint = torch.load(path)
    model = RunningNorm(features, checkpoint["momentum"])
    model.load_state_dict(checkpoint["state"])
    return model
