"""Change made-up inputs after what torch says about them."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from torch import nn

from .layers import LENGTHS, SIDES, specs_for
from .spec import BATCH, LENGTH, Spec

Specs = dict[str, Spec]


def failing_layer(error: BaseException) -> nn.Module | None:
    """The innermost torch layer whose forward raised."""
    layer = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        owner = frame.f_locals.get("self")
        if isinstance(owner, nn.Module) and type(owner).__module__.startswith("torch.nn.modules."):
            layer = owner
    return layer


def repairs(error: Exception, specs: Specs) -> Iterator[Specs]:
    """Inputs that may avoid `error`, most likely first."""
    message = str(error)
    floats = [name for name, spec in specs.items() if spec.kind == "float"]
    tensors = [name for name, spec in specs.items() if spec.kind != "none"]
    if match := re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", message):
        yield from _width(specs, floats, int(match[2]), int(match[3]))
    elif match := re.search(r"to have (\d+) channels, but got (\d+) channels", message):
        for name in floats:
            shape = specs[name].shape
            yield _with(specs, name, shape=(shape[0], int(match[1]), *shape[2:]))
    elif re.search(r"to one of the following scalar types: Long|'indices'|must be long", message):
        yield from _integers(error, specs, floats)
    elif "index out of range" in message:
        for name in tensors:
            if specs[name].kind == "long" and specs[name].high > 2:
                yield _with(specs, name, high=2)
            elif len(specs[name].shape) > 1 and specs[name].shape[1] > 2:
                shape = specs[name].shape
                yield _with(specs, name, shape=(shape[0], 2, *shape[2:]))
    elif re.search(r"same dtype|scalar type Float|not implemented for 'Long'", message):
        for name in tensors:
            if specs[name].kind != "float":
                yield _with(specs, name, kind="float")
    elif match := re.search(r"values to unpack \(expected (\d+)", message):
        for name in tensors:
            yield from _rank(specs, name, int(match[1]))
    elif match := re.search(
        r"tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", message
    ):
        a, b = int(match[1]), int(match[2])
        for name in floats:
            yield from _resize(specs, name, a, b)
            yield from _resize(specs, name, b, a)
        yield from _sides(specs, tensors)
    elif match := re.search(r"(?:[Ee]xpected|must be equal to|dimension of) (\d+),? .*?got (\d+)",
                            message):  # fmt: skip
        for name in floats:
            yield from _resize(specs, name, int(match[2]), int(match[1]))
        yield from _from_layer(error, specs, floats)
    else:
        yield from _from_layer(error, specs, floats)
        yield from _sides(specs, tensors)
        if re.search(r"Dimension out of range|too many indices|out of range|at least|D\b", message):
            for name in tensors:
                yield from _rank(specs, name, len(specs[name].shape) + 1)


def _with(specs: Specs, name: str, **changes: Any) -> Specs:
    changed = replace(specs[name], **changes)
    if changed.key == "from-guess":
        changed = replace(changed, key="from-repair")
    return {**specs, name: changed}


def _resize(specs: Specs, name: str, old: int, new: int) -> Iterator[Specs]:
    shape = specs[name].shape
    for index in reversed(range(len(shape))):
        if shape[index] == old and (index > 0 or len(shape) == 1):
            yield _with(specs, name, shape=(*shape[:index], new, *shape[index + 1 :]))


def _width(specs: Specs, names: list[str], got: int, expected: int) -> Iterator[Specs]:
    for name in names:
        shape = specs[name].shape
        if shape and shape[-1] == got:
            yield _with(specs, name, shape=(*shape[:-1], expected))
        elif len(shape) == 4:
            yield from _sides(specs, [name])
        elif shape and len(names) > 1 and expected - (got - shape[-1]) > 0:
            # The arguments are joined first: this one's share of the width.
            yield _with(specs, name, shape=(*shape[:-1], expected - (got - shape[-1])))
        else:
            yield from _resize(specs, name, got, expected)
    for name in names:
        for channels in (1, 3):
            side = round((expected / channels) ** 0.5)
            if side > 4 and side * side * channels == expected:
                yield _with(specs, name, shape=(BATCH, channels, side, side))


def _sides(specs: Specs, names: list[str]) -> Iterator[Specs]:
    for name in names:
        shape = specs[name].shape
        if len(shape) == 4:
            for side in SIDES:
                if side != shape[2]:
                    yield _with(specs, name, shape=(*shape[:2], side, side))
        elif len(shape) == 3 and specs[name].kind == "float":
            for length in LENGTHS:
                yield _with(specs, name, shape=(*shape[:2], length))


def _rank(specs: Specs, name: str, rank: int) -> Iterator[Specs]:
    shape = specs[name].shape
    if rank > 5 or rank == len(shape):
        return
    if rank > len(shape):
        middle = (LENGTH,) * (rank - len(shape))
        yield _with(specs, name, shape=(*shape[:1], *middle, *shape[1:]))
        if rank == 4:
            yield _with(specs, name, shape=(BATCH, 3, 32, 32))
    else:
        yield _with(specs, name, shape=(*shape[: rank - 1], shape[-1]) if rank else ())


def _integers(error: Exception, specs: Specs, names: list[str]) -> Iterator[Specs]:
    layer = failing_layer(error)
    high = getattr(layer, "num_embeddings", 4)
    for name in names:
        for rank in (2, 1):
            shape = (BATCH, LENGTH)[:rank]
            yield _with(specs, name, kind="long", high=high, shape=shape)


def _from_layer(error: Exception, specs: Specs, names: list[str]) -> Iterator[Specs]:
    layer = failing_layer(error)
    if layer is None:
        return
    for name in names:
        for spec in specs_for(layer, flattened=False)[:6]:
            if spec.shape != specs[name].shape:
                yield {**specs, name: spec}
