"""What is timed: one call of forward, or one training step, and what must be as before afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from .inputs import Call
from .spec import tensors_in
from .timing import Run

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class Untrainable(Exception):
    """No output depends on something that gets a gradient."""


def inference(function: Callable[..., Any], arguments: Arguments) -> Run:
    """Forward without gradients."""
    args, kwargs = arguments

    def run() -> Any:
        with torch.no_grad():
            return function(*args, **kwargs)

    return run


def training(function: Callable[..., Any], model: nn.Module, arguments: Arguments) -> Run:
    """Gradients set to None, forward, backward. The optimizer's step is left out: it is the same.

    Backward starts from random numbers, not from `.sum()`, whose gradient through LayerNorm and
    softmax is zero. Raises Untrainable.
    """
    args, kwargs = arguments
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    starts: dict[tuple[int, torch.Size], torch.Tensor] = {}

    def start_for(index: int, output: torch.Tensor) -> torch.Tensor:
        key = (index, output.shape)
        if key not in starts:
            generator = torch.Generator().manual_seed(index)
            noise = torch.randn(output.shape, generator=generator, dtype=torch.float32)
            starts[key] = noise.to(device=output.device, dtype=output.dtype)
        return starts[key]

    def run() -> Any:
        for parameter in parameters:
            parameter.grad = None
        with torch.enable_grad():
            output = function(*args, **kwargs)
        leaves = [tensor for tensor in tensors_in(output) if tensor.requires_grad]
        if not leaves:
            raise Untrainable
        gradients = [start_for(index, leaf) for index, leaf in enumerate(leaves)]
        torch.autograd.backward(leaves, gradients)
        return output

    return run


def make_run(
    function: Callable[..., Any], model: nn.Module, arguments: Arguments, mode: str
) -> Run:
    """`mode` is `inference` or `training`."""
    if mode == "training":
        return training(function, model, arguments)
    return inference(function, arguments)


def arguments_of(call: Call) -> Arguments:
    """What forward is called with."""
    return call.args, call.kwargs


@contextmanager
def unchanged(model: nn.Module) -> Iterator[None]:
    """Buffers, gradients and mode of the model are as before after the block."""
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    gradients = [(parameter, parameter.grad) for parameter in model.parameters()]
    modes = [(module, module.training) for module in model.modules()]
    try:
        yield
    finally:
        with torch.no_grad():
            for buffer, value in buffers:
                buffer.copy_(value)
        for parameter, gradient in gradients:
            parameter.grad = gradient
        for module, mode in modes:
            module.training = mode
