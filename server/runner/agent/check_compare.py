"""Comparing results: tensors, numbers, and lists and dictionaries of them."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from typing import Any

import torch

from .spec import dtype_name

TOLERANCE = 1e-4
Difference = tuple[str, dict[str, Any]]


def difference(got: Any, wanted: Any, tolerance: float = TOLERANCE) -> Difference | None:
    """How two results differ, as a key and fields of our sentence; None when they agree.

    Shapes and dtypes of tensors must be equal, values up to `tolerance`, relative and absolute.
    """
    if isinstance(wanted, torch.Tensor) and isinstance(got, torch.Tensor):
        return _tensors(got, wanted, tolerance)
    if isinstance(wanted, torch.Tensor) != isinstance(got, torch.Tensor):
        single = [v for v in (got, wanted) if isinstance(v, torch.Tensor) and v.numel() == 1]
        other = wanted if isinstance(got, torch.Tensor) else got
        if not single or not isinstance(other, (int, float)):
            return "differs-type", {"got": type(got).__name__, "wanted": type(wanted).__name__}
        got, wanted = (v.item() if isinstance(v, torch.Tensor) else v for v in (got, wanted))
    if isinstance(wanted, (list, tuple)) and isinstance(got, (list, tuple)):
        if len(got) != len(wanted):
            return "differs-length", {"got": len(got), "wanted": len(wanted)}
        parts = (difference(a, b, tolerance) for a, b in zip(got, wanted))  # noqa: B905 (equal)
        return next((part for part in parts if part is not None), None)
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        if set(got) != set(wanted):
            return "differs-keys", {"got": _few(got), "wanted": _few(wanted)}
        found = (difference(got[key], wanted[key], tolerance) for key in wanted)
        return next((part for part in found if part is not None), None)
    if (
        isinstance(got, (int, float))
        and isinstance(wanted, (int, float))
        and math.isclose(got, wanted, rel_tol=tolerance, abs_tol=tolerance)
    ):
        return None
    return (
        None if got == wanted else ("differs-value", {"got": _show(got), "wanted": _show(wanted)})
    )


def _tensors(got: torch.Tensor, wanted: torch.Tensor, tolerance: float) -> Difference | None:
    if got.shape != wanted.shape:
        return "differs-shape", {"got": str(tuple(got.shape)), "wanted": str(tuple(wanted.shape))}
    if got.dtype != wanted.dtype:
        return "differs-dtype", {"got": dtype_name(got.dtype), "wanted": dtype_name(wanted.dtype)}
    if got.device != wanted.device:
        return "differs-device", {"got": str(got.device), "wanted": str(wanted.device)}
    if got.device.type == "meta" or not got.numel():
        return None
    got, wanted = got.detach(), wanted.detach()
    close = torch.isclose(got, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)
    if bool(close.all()):
        return None
    where = (~close).nonzero()[0].tolist()
    fields = {"got": _show(got[tuple(where)].item()), "wanted": _show(wanted[tuple(where)].item())}
    return "differs-value", fields


def _show(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _few(keys: Mapping[Any, Any]) -> str:
    names = sorted(str(key) for key in keys)
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "")


def same(a: Any, b: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether two results agree."""
    return difference(a, b, tolerance) is None


def copy_of(value: Any) -> Any:
    """A copy that later changes do not reach; non-leaf tensors are copied without their graph."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, Mapping):
        return {key: copy_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_of(item) for item in value]
    if type(value) is tuple:
        return tuple(copy_of(item) for item in value)
    return copy.deepcopy(value)


def raises(function: Callable[[], Any], *types: type[Exception]) -> bool:
    """Whether a call raises one of `types` (any Exception without them)."""
    try:
        function()
    except Exception as error:  # noqa: BLE001 (which ones count, the lesson says)
        return isinstance(error, types or Exception)
    return False


def graph_depth(tensor: torch.Tensor) -> int:
    """How many steps autograd recorded behind a tensor, counted in layers."""
    depth, level = 0, {tensor.grad_fn} if tensor.grad_fn is not None else set()
    seen = set(level)
    while level:
        depth += 1
        level = {n for node in level for n, _ in node.next_functions if n is not None} - seen
        seen |= level
    return depth


def storage(value: torch.Tensor) -> int:
    """The address of a tensor's memory: equal for a tensor and its views."""
    return value.untyped_storage().data_ptr()


HELPERS: dict[str, Any] = {
    "same": same,
    "raises": raises,
    "graph_depth": graph_depth,
    "storage": storage,
    "copy_of": copy_of,
}
