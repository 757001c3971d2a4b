"""Ways to change made-up inputs: another size, another rank, what the failing layer takes."""

from __future__ import annotations

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


class Editing:
    """Changes `specs`, with which forward of `model` raised `error`."""

    def __init__(self, error: Exception, specs: Specs, model: nn.Module) -> None:
        self.error = error
        self.specs = specs
        self.model = model
        self.floats = [name for name, spec in specs.items() if spec.kind == "float"]
        self.longs = [name for name, spec in specs.items() if spec.kind == "long"]
        self.tensors = [name for name, spec in specs.items() if spec.is_tensor]

    def change(self, name: str, **changes: Any) -> Specs:
        changed = replace(self.specs[name], **changes)
        if changed.key in ("from-guess", "from-name"):
            changed = replace(changed, key="from-repair")
        return {**self.specs, name: changed}

    def images(self, name: str, side: int) -> Specs:
        """Square images with this side; other arguments that were like this one stay like it."""
        shape = self.specs[name].shape
        alike = [other for other in self.floats if self.specs[other].shape == shape]
        changed = {other: self.change(other, shape=(*shape[:2], side, side)) for other in alike}
        return {**self.specs, **{other: changed[other][other] for other in alike}}

    def own_sizes(self) -> Iterator[Specs]:
        """Widths that the Module itself remembers: `assert x.size(1) == self.size`."""
        sizes = [v for v in vars(self.model).values() if isinstance(v, int) and 1 < v < 5000]
        for name in self.floats:
            shape = self.specs[name].shape
            for size in dict.fromkeys(s for s in sizes if not isinstance(s, bool)):
                if shape and size != shape[-1]:
                    yield self.change(name, shape=(*shape[:-1], size))

    def resize(self, name: str, old: int, new: int) -> Iterator[Specs]:
        shape = self.specs[name].shape
        for index in reversed(range(len(shape))):
            if shape[index] == old and (index > 0 or len(shape) == 1):
                yield self.change(name, shape=(*shape[:index], new, *shape[index + 1 :]))

    def sides(self, names: list[str]) -> Iterator[Specs]:
        for name in names:
            shape = self.specs[name].shape
            if len(shape) == 4:
                for side in SIDES:
                    if side != shape[2]:
                        yield self.images(name, side)
            elif len(shape) == 3 and self.specs[name].kind == "float":
                for length in LENGTHS:
                    yield self.change(name, shape=(*shape[:2], length))

    def rank(self, name: str, rank: int) -> Iterator[Specs]:
        shape = self.specs[name].shape
        if rank > 5 or rank < 0 or rank == len(shape):
            return
        if rank > len(shape):
            if rank == 4 and len(shape) <= 2 and self.specs[name].kind == "float":
                width = shape[-1] if len(shape) == 2 else 3
                for channels in dict.fromkeys((*self._channels(), width, 3)):
                    yield self.change(name, shape=(BATCH, channels, 32, 32))
                return
            middle = (LENGTH,) * (rank - len(shape))
            yield self.change(name, shape=(*shape[:1], *middle, *shape[1:]))
        else:
            yield self.change(name, shape=(*shape[: rank - 1], shape[-1]) if rank else ())

    def _channels(self) -> Iterator[int]:
        """Numbers of channels that layers and weights of the Module speak of."""
        for module in self.model.modules():
            for attribute in ("in_channels", "num_features", "in_features", "embedding_dim"):
                if isinstance(value := getattr(module, attribute, None), int) and value > 0:
                    yield value

    def from_layer(self) -> Iterator[Specs]:
        layer = failing_layer(self.error)
        if layer is None:
            return
        for name in self.floats:
            for spec in specs_for(layer, flattened=False)[:6]:
                if spec.shape != self.specs[name].shape:
                    yield {**self.specs, name: spec}
