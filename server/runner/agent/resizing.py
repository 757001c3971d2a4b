"""The same call with another batch size: which dimension is the batch is found by trying."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.utils import _pytree

from .inputs import Call
from .spec import tensors_in

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def batch_of(model: nn.Module, call: Call) -> tuple[int, int] | None:
    """Dimension and size of the batch in the call's tensors."""
    for dimension in (0, 1):
        size = _size(call, dimension)
        if size is not None and _is_batch(model, call, dimension, size):
            return dimension, size
    return None


def resized(call: Call, dimension: int, size: int, wanted: int) -> Arguments:
    """The call with tensors whose `dimension` had `size` entries repeated or cut to `wanted`."""

    def change(value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or value.dim() <= dimension:
            return value
        if value.shape[dimension] != size:
            return value
        index = torch.arange(wanted, device=value.device) % size
        return value.index_select(dimension, index)

    args, kwargs = _pytree.tree_map(change, (call.args, call.kwargs))
    return tuple(args), dict(kwargs)


def _size(call: Call, dimension: int) -> int | None:
    """Of the first tensor that has this dimension."""
    leaves = _pytree.tree_leaves((call.args, call.kwargs))
    tensors = [leaf for leaf in leaves if isinstance(leaf, torch.Tensor)]
    return next((t.shape[dimension] for t in tensors if t.dim() > dimension), None)


def _is_batch(model: nn.Module, call: Call, dimension: int, size: int) -> bool:
    """Whether one more entry there gives one more entry in an output, and nothing else changes."""
    args, kwargs = resized(call, dimension, size, size + 1)
    try:
        with torch.no_grad():
            before = [tuple(t.shape) for t in tensors_in(model(*call.args, **call.kwargs))]
            after = [tuple(t.shape) for t in tensors_in(model(*args, **kwargs))]
    except Exception:  # noqa: BLE001 (whatever learner code raises: it is not a batch then)
        return False
    if len(before) != len(after) or not before:
        return False
    pairs = list(zip(before, after, strict=True))
    return before != after and all(_grown(one, other) for one, other in pairs if one != other)


def _grown(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether nothing but single entries more tell the shapes apart."""
    if len(one) != len(other):
        return False
    return all(b - a in (0, 1) for a, b in zip(one, other, strict=True))
