"""Does compiled code compute the same? Outputs, and gradients of a training step."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from .spec import tensors_in
from .steps import Arguments, make_run, unchanged

_MOST_ELEMENTS = 20_000_000  # of a model that is copied for the exact reference
_SUSPICIOUS = 1e-3  # of the largest number there: rounding differs by much less

Values = tuple[list[torch.Tensor], list[torch.Tensor]]


def agreement(
    model: nn.Module, compiled: Callable[..., Any], arguments: Arguments, mode: str
) -> dict[str, Any]:
    """`max_difference`, `gradient_difference`, `eager_error`, `agrees` of a `Timing`.

    All None when eager does not repeat itself, or draws random numbers: then no two runs agree.
    """
    nothing: dict[str, Any] = dict.fromkeys(
        ("max_difference", "gradient_difference", "eager_error", "agrees")
    )
    with unchanged(model):
        eager = _values(model, model, arguments, mode, seed=0)
        for seed in (0, 1):
            again = _values(model, model, arguments, mode, seed)
            if _largest(eager[0], again[0]) != 0 or _largest(eager[1], again[1]) not in (0, None):
                return nothing
        other = _values(compiled, model, arguments, mode, seed=0)
        exact = _exact(model, arguments, mode)
    outputs, gradients = _largest(eager[0], other[0]), _largest(eager[1], other[1])
    if outputs is None:
        return nothing
    sizes = max([float(t.abs().max()) for t in eager[0] if t.numel() and not t.is_complex()] or [0])
    return {
        "max_difference": outputs,
        "gradient_difference": gradients if mode == "training" else None,
        "eager_error": None if exact is None else _largest(eager[0], exact[0]),
        "agrees": outputs <= _SUSPICIOUS * max(1.0, sizes),
    }


def _values(
    function: Callable[..., Any], model: nn.Module, arguments: Arguments, mode: str, seed: int
) -> Values:
    """Outputs, and gradients of the parameters, on the CPU in double precision."""
    torch.manual_seed(seed)
    with unchanged(model):  # BatchNorm's statistics too
        output = make_run(function, model, arguments, mode)()
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        return _wide(list(tensors_in(output))), _wide(gradients)


def _wide(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    # mps has no float64
    return [
        t.detach().cpu().to(torch.complex128 if t.is_complex() else torch.float64) for t in tensors
    ]


def _exact(model: nn.Module, arguments: Arguments, mode: str) -> Values | None:
    """The same in double precision on the CPU; None where that does not work."""
    if sum(p.numel() for p in model.parameters()) > _MOST_ELEMENTS:
        return None

    def wide(value: Any) -> Any:
        if not isinstance(value, torch.Tensor):
            return value
        moved = value.detach().cpu()
        return moved.double() if moved.is_floating_point() else moved

    from torch.utils import _pytree

    try:
        twin = copy.deepcopy(model).cpu().double()
        args, kwargs = _pytree.tree_map(wide, arguments)
        return _values(twin, twin, (tuple(args), dict(kwargs)), mode, seed=0)
    except Exception:  # noqa: BLE001 (models that name a dtype or device themselves)
        return None


def _largest(left: list[torch.Tensor], right: list[torch.Tensor]) -> float | None:
    """The largest absolute difference; None where the shapes differ."""
    if len(left) != len(right):
        return None
    largest = 0.0
    for a, b in zip(left, right, strict=True):
        if a.shape != b.shape:
            return None
        if a.numel():
            largest = max(largest, float((a - b).abs().nan_to_num(0.0).max()))
    return largest
