"""Repairs after messages that name whole shapes: `Expected hidden[0] size (2, 6, 64), got ...`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from .editing import Editing, Specs
from .spec import BATCH

Match = re.Match[str]


class ShapeRepair(Editing):
    """What may be done about a message with two shapes, or a shape and a number."""

    def state(self, match: Match) -> Iterator[Specs]:
        """`Expected hidden[0] size (2, 6, 64), got [2, 2, 64]`."""
        wanted, got = sizes_in(match[1]), sizes_in(match[2])
        for name in self.floats:
            if self.specs[name].shape == got:
                yield self.change(name, shape=wanted, batch=None)
        for name in self.floats:
            if self.specs[name].shape != wanted and len(self.specs[name].shape) >= 2:
                yield self.change(name, shape=wanted, batch=None)

    def same_size(self, match: Match) -> Iterator[Specs]:
        """`Target size ([2, 6]) must be the same as input size ([2, 16])`."""
        first, second = sizes_in(match[1]), sizes_in(match[2])
        for name in reversed(self.tensors):
            if self.specs[name].shape == first:
                yield self.change(name, kind="float", shape=second)
            if self.specs[name].shape == second:
                yield self.change(name, kind="float", shape=first)

    def viewed(self, match: Match) -> Iterator[Specs]:
        """`shape '[1, 6, 1, 8]' is invalid for input of size 32`."""
        wanted, size = sizes_in(match[1]), int(match[2])
        if all(side > 0 for side in wanted):
            shape = tuple(side for side in wanted if side > 1)
            for name in self.tensors:
                if math.prod(self.specs[name].shape) == size:
                    yield self.change(name, shape=shape, batch=None)
                    yield self.change(name, shape=wanted, batch=None)
        # One element at a time: `embedding(word).view(1, 1, -1)`.
        for name in self.tensors:
            if BATCH in self.specs[name].shape[:2]:
                yield self.change(name, shape=tuple(1 if s == BATCH else s for s in
                                                    self.specs[name].shape), batch=None)  # fmt: skip
        yield from self.sides(self.tensors)

    def batched(self, match: Match) -> Iterator[Specs]:
        """`Expected size for first two dimensions of batch2 tensor to be: [1, 10] but got: [1, 2]`."""
        for wanted, got in zip(sizes_in(match[1]), sizes_in(match[2])):  # noqa: B905 (both two)
            if wanted != got:
                for name in reversed(self.tensors):
                    yield from self.resize(name, got, wanted)
                    yield from self.resize(name, wanted, got)
                    shape = self.specs[name].shape
                    if shape and shape[0] == got:
                        yield self.change(name, shape=(wanted, *shape[1:]), batch=None)


def sizes_in(text: str) -> tuple[int, ...]:
    """The numbers of `[2, 6, 64]` or `(2, 6)`."""
    return tuple(int(number) for number in re.findall(r"-?\d+", text))
