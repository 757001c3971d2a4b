from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class Classifier(nn.Module):
    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Dropout(p=0.3), nn.Linear(width, 3))

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layers(x)
        return logits


@contextmanager
def evaluating(model: nn.Module) -> Iterator[nn.Module]:
    """The model in evaluation mode, without a record; afterwards in the mode it had."""
    before = model.training
    with torch.no_grad():
        yield model.eval()
    model.train(before)


def train(model: Classifier, x: Tensor, y: Tensor, steps: int = 100, lr: float = 0.5) -> list[float]:
    optimizer = torch.optim.SGD(params=model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    history: list[float] = []
    for _step in range(steps):
        model.train()
        model.zero_grad(set_to_none=True)
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
        history.append(loss.detach().item())
    return history


def evaluate(model: Classifier, x: Tensor, y: Tensor) -> float:
    criterion = nn.CrossEntropyLoss()
    with evaluating(model):
        return criterion(model(x), y).item()
