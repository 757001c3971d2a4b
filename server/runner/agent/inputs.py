"""Find what to call forward with.

In this order: the example comment; calls of an instance in the file; annotations, the first layers
that each argument reaches, and parameter names, repaired from torch's own error messages.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from .spec import code_of, dtype_name


@dataclass
class Call:
    """Arguments for forward. `sure` when they are the learner's own: an error is then theirs."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    text: str
    source_key: str
    source_fields: dict[str, Any]
    sure: bool

    def describe(self, model: nn.Module) -> dict[str, Any]:
        """The `Input` of a result; the server adds `source`."""
        names = list(inspect.signature(model.forward).parameters)
        names += [f"argument {index + 1}" for index in range(len(names), len(self.args))]
        named = [*zip(names, self.args), *self.kwargs.items()]  # noqa: B905 (names may be more)
        return {
            "arguments": [_describe(name, value) for name, value in named],
            "call": self.text,
            "source": "",
            "source_key": self.source_key,
            "source_fields": self.source_fields,
        }


def _describe(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, torch.Tensor):
        return {"name": name, "shape": list(value.shape), "dtype": dtype_name(value.dtype)}
    return {"name": name, "shape": None, "dtype": None}


def call_text(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The arguments as code."""
    parts = [code_of(value) for value in args]
    parts += [f"{name}={code_of(value)}" for name, value in kwargs.items()]
    return ", ".join(parts)


def with_device(call: Call, device: str) -> Call:
    """The same call with its tensors on `device`."""

    def move(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return value.detach().to(device)
        if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
            return type(value)(move(item) for item in value)
        if isinstance(value, dict):
            return {key: move(item) for key, item in value.items()}
        return value

    kwargs = {name: move(value) for name, value in call.kwargs.items()}
    return replace(call, args=tuple(map(move, call.args)), kwargs=kwargs)
