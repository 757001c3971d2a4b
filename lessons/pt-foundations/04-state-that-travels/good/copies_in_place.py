import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.gain = nn.Parameter(torch.empty(features))
        self.register_buffer("mean", torch.zeros(features))
        nn.init.ones_(self.gain)
        self.mean: Tensor

    @torch.no_grad()
    def track(self, x: Tensor) -> None:
        self.mean.mul_(1 - self.momentum).add_(x.mean(dim=0), alpha=self.momentum)

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.track(x)
        return self.gain * (x - self.mean)


def save(model: RunningNorm, path: str) -> None:
    torch.save({"model": model.state_dict(), "momentum": model.momentum}, path)


def load(path: str, features: int) -> RunningNorm:
    saved = torch.load(path)
    model = RunningNorm(features, saved["momentum"])
    model.load_state_dict(saved["model"])
    return model
