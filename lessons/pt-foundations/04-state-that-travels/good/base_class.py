import torch
from torch import Tensor, nn


class Tracker(nn.Module):
    def __init__(self, features: int, momentum: float) -> None:
        super().__init__()
        self.momentum = momentum
        self.mean = nn.Buffer(torch.zeros(features))

    def update(self, batch: Tensor) -> None:
        with torch.no_grad():
            self.mean.copy_(torch.lerp(self.mean, batch, self.momentum))


class RunningNorm(Tracker):
    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__(features, momentum)
        self.gain = nn.Parameter(torch.ones(features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.update(x.mean(dim=0))
        return torch.mul(x - self.mean, self.gain)


def save(model: RunningNorm, path: str) -> None:
    with open(path, "wb") as file:
        torch.save({name: tensor.cpu() for name, tensor in model.state_dict().items()}, file)


def load(path: str, features: int) -> RunningNorm:
    model = RunningNorm(features)
    with open(path, "rb") as file:
        model.load_state_dict(torch.load(file))
    return model
