"""Inputs that a Module itself declares, in the ways of Lightning, transformers and timm."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any, TypeGuard

import torch
from torch import nn

from .inputs import Call, call_text
from .spec import BATCHES

# Attributes that hold an input, and those that hold the shape of one without the batch.
VALUES = ("example_input_array", "dummy_inputs", "example_inputs", "example_input")
_CONFIGS = ("default_cfg", "pretrained_cfg")
_SHAPES = ("input_size", "input_shape", "in_shape", "input_dims")


def calls(model: nn.Module, device: str) -> Iterator[Call]:
    """The calls that attributes of `model` or of its class ask for."""
    for name in VALUES:
        value = _read(model, name)
        if value is not None and not callable(value):
            args, kwargs = _spread(value)
            text = call_text(args, kwargs)
            yield Call(args, kwargs, text, "from-attribute", {"name": name}, sure=False)
    needed = [p for p in inspect.signature(model.forward).parameters.values()
              if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]  # fmt: skip
    if len(needed) != 1:
        return  # of which argument it is the shape, nobody says
    for name, shape in _shapes(model):
        for batch in BATCHES:
            args = (torch.randn(batch, *shape, device=device),)
            fields = {"name": name}
            yield Call(args, {}, call_text(args, {}), "from-attribute", fields, sure=False)


def _shapes(model: nn.Module) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name in _CONFIGS:
        config = _read(model, name)
        found = config.get("input_size") if isinstance(config, dict) else None
        found = found if found is not None else getattr(config, "input_size", None)
        if _is_shape(found):
            yield f"{name}['input_size']", tuple(found)
    for name in _SHAPES:
        if _is_shape(found := _read(model, name)):
            yield name, tuple(found)


def _is_shape(value: Any) -> TypeGuard[Sequence[int]]:
    if not isinstance(value, (tuple, list)) or not 1 <= len(value) <= 4:
        return False
    return all(isinstance(size, int) and size > 0 for size in value)


def _read(model: nn.Module, name: str) -> Any:
    try:
        return getattr(model, name, None)
    except Exception:  # noqa: BLE001 (a property of the learner's)
        return None


def _spread(value: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A tuple is several arguments, a dict names them."""
    if isinstance(value, dict):
        return (), dict(value)
    return (tuple(value) if isinstance(value, tuple) else (value,)), {}
