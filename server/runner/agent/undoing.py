"""Steps between an argument and a layer, undone: which shape was there before?"""

from __future__ import annotations

from typing import Any

from torch import fx

from .spec import LENGTH

Steps = tuple[Any, ...]


def joined(user: fx.Node) -> Steps:
    """The step of a `torch.cat`."""
    parts = user.args[0] if user.args else ()
    dim = user.kwargs.get("dim", user.args[1] if len(user.args) > 1 else 0)
    count = len(parts) if isinstance(parts, (list, tuple)) else 1
    return (("cat", count, dim if isinstance(dim, int) else 0),)


def before(shape: tuple[int, ...], step: tuple[Any, ...]) -> tuple[int, ...] | None:
    """The shape before a step whose result has `shape`; None when that cannot be."""
    name = step[0]
    if name == "flatten":
        return shape
    if name.endswith("rfft"):
        return (*shape[:-1], 2 * shape[-1]) if shape else None
    if name == "index":
        if step[1] < 0:  # x[:, None]
            return shape[: max(1, len(shape) + step[1])]
        return (*shape[:1], *((LENGTH,) * step[1]), *shape[1:])
    rank = len(shape)
    if name == "cat":
        _, count, dim = step
        if not -rank <= dim < rank or shape[dim] < count:
            return shape
        share = list(shape)
        share[dim] //= count
        return tuple(share)
    values = step[1][0] if len(step[1]) == 1 and isinstance(step[1][0], (tuple, list)) else step[1]
    if not values or not all(isinstance(v, int) for v in values):
        return shape
    try:
        if name == "unsqueeze":
            at = values[0] % rank
            return (*shape[:at], *shape[at + 1 :])
        if name == "squeeze":
            at = values[0] % (rank + 1)
            return (*shape[:at], 1, *shape[at:])
        if name == "transpose":
            moved = list(shape)
            a, b = values
            moved[a], moved[b] = moved[b], moved[a]
            return tuple(moved)
        if sorted(v % rank for v in values) != list(range(rank)):
            return None
        origin = [0] * rank
        for index, value in enumerate(values):
            origin[value % rank] = shape[index]
        return tuple(origin)
    except (IndexError, ValueError, ZeroDivisionError):  # of a number
        return None
