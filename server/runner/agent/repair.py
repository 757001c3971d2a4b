"""Change made-up inputs after what torch says about them."""

from __future__ import annotations

import itertools
import math
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from torch import nn

from .layers import LENGTHS, SIDES, specs_for
from .spec import BATCH, LENGTH, Spec

Specs = dict[str, Spec]
Match = re.Match[str]


def failing_layer(error: BaseException) -> nn.Module | None:
    """The innermost torch layer whose forward raised."""
    layer = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        owner = frame.f_locals.get("self")
        if isinstance(owner, nn.Module) and type(owner).__module__.startswith("torch.nn.modules."):
            layer = owner
    return layer


class _Repair:
    """What may be done about one error."""

    def __init__(self, error: Exception, specs: Specs, model: nn.Module) -> None:
        self.error = error
        self.specs = specs
        self.model = model
        self.floats = [name for name, spec in specs.items() if spec.kind == "float"]
        self.longs = [name for name, spec in specs.items() if spec.kind == "long"]
        self.tensors = [name for name, spec in specs.items() if spec.is_tensor]

    def run(self) -> Iterator[Specs]:
        message = str(self.error)
        for pattern, method in _PATTERNS:
            if match := re.search(pattern, message, re.DOTALL):
                yield from method(self, match)
                return
        if isinstance(self.error, AssertionError):
            yield from self.own_sizes()
        yield from self.from_layer()
        yield from self.sides(self.tensors)
        if re.search(r"Dimension out of range|too many indices|out of range|at least|D\b|number of "
                     r"dimensions|must be a .D", message):  # fmt: skip
            for name in self.tensors:
                yield from self.rank(name, len(self.specs[name].shape) + 1)
                yield from self.rank(name, len(self.specs[name].shape) - 1)

    def change(self, name: str, **changes: Any) -> Specs:
        changed = replace(self.specs[name], **changes)
        if changed.key in ("from-guess", "from-name"):
            changed = replace(changed, key="from-repair")
        return {**self.specs, name: changed}

    def product(self, match: Match) -> Iterator[Specs]:
        """`mat1 and mat2 shapes cannot be multiplied (2x16 and 8x4)`."""
        got, expected = int(match[2]), int(match[3])
        yield from self.width(got, expected)
        for name in self.floats:
            for channels in (1, 3):
                side = round((expected / channels) ** 0.5)
                if side > 4 and side * side * channels == expected:
                    yield self.change(name, shape=(BATCH, channels, side, side))

    def width(self, got: int, expected: int) -> Iterator[Specs]:
        joined = len(self.tensors) > 1
        for name in self.floats:
            shape = self.specs[name].shape
            if not shape:
                continue
            if shape[-1] == got:
                yield self.change(name, shape=(*shape[:-1], expected))
            elif len(shape) == 4:
                yield from self.sides([name])
            # The arguments are joined first: this one's share of the width.
            elif joined and shape[-1] - (got - expected) > 0 and shape[-1] < got:
                yield self.change(name, shape=(*shape[:-1], shape[-1] - (got - expected)))
            if shape[-1] != got and shape[-1] * expected % got == 0:  # sines and cosines of it
                yield self.change(name, shape=(*shape[:-1], shape[-1] * expected // got))
            else:
                yield from self.resize(name, got, expected)
        for name in self.longs:
            shape = self.specs[name].shape
            count = math.prod(shape) * expected
            if count % got == 0 and count // got > 0:
                size = count // got
                yield self.change(name, shape=(1, size), batch=None)
                yield self.change(name, shape=(size,), batch=None)
            if shape and shape[-1] * expected % got == 0:
                yield self.change(name, shape=(*shape[:-1], max(1, shape[-1] * expected // got)))
            if len(shape) > 1:
                yield self.change(name, shape=(1,), batch=None)
        for name in self.floats if joined else ():
            for few in (3, 2, 4, 1):  # coordinates
                if len(self.specs[name].shape) == 2:
                    yield self.change(name, shape=(BATCH, few))

    def channels(self, match: Match) -> Iterator[Specs]:
        """`to have 6 channels, but got 3 channels`."""
        expected, got = int(match[1]), int(match[2])
        for name in self.floats:
            shape = self.specs[name].shape
            if len(shape) < 2:
                continue
            if shape[1] == got:
                yield self.change(name, shape=(shape[0], expected, *shape[2:]))
            elif 0 < (share := shape[1] - (got - expected)) != shape[1]:
                yield self.change(name, shape=(shape[0], share, *shape[2:]))
        for name in self.floats:
            shape = self.specs[name].shape
            yield self.change(name, shape=(shape[0] if shape else BATCH, expected, *shape[2:]))

    def integers(self, _: Match) -> Iterator[Specs]:
        high = getattr(failing_layer(self.error), "num_embeddings", 4)
        for name in self.floats:
            own = self.specs[name].shape
            for shape in ((BATCH, LENGTH), (BATCH,), own):
                yield self.change(name, kind="long", high=high, shape=shape)

    def index(self, match: Match) -> Iterator[Specs]:
        """`index out of range`, with the size of the dimension in newer messages."""
        bound = int(match[1]) if match.lastindex and match[1] else 2
        for name in self.longs:
            spec = self.specs[name]
            if spec.high > bound:
                yield self.change(name, high=bound)
            elif spec.high > 2:
                yield self.change(name, high=2)
        for name in self.tensors:
            shape = self.specs[name].shape
            if len(shape) > 1 and shape[1] > 2:
                yield self.change(name, shape=(shape[0], 2, *shape[2:]))

    def floating(self, _: Match) -> Iterator[Specs]:
        for name in self.tensors:
            if self.specs[name].kind != "float":
                yield self.change(name, kind="float")

    def unpack(self, match: Match) -> Iterator[Specs]:
        for name in self.tensors:
            yield from self.rank(name, int(match[1]))

    def permuted(self, match: Match) -> Iterator[Specs]:
        got, wanted = int(match[1]), int(match[2])
        for name in self.tensors:
            if len(self.specs[name].shape) == got or len(self.tensors) == 1:
                yield from self.rank(name, wanted)

    def broadcast(self, match: Match) -> Iterator[Specs]:
        a, b = int(match[1]), int(match[2])
        for name in self.floats:
            yield from self.resize(name, a, b)
            yield from self.resize(name, b, a)
        for name in self.tensors:
            if name not in self.floats:
                yield from self.resize(name, a, b)
                yield from self.resize(name, b, a)
        for name, other in itertools.permutations(self.floats, 2):  # `(h, c)` go together
            if (shape := self.specs[other].shape) != self.specs[name].shape and len(shape) > 2:
                yield self.change(name, shape=shape, batch=self.specs[other].batch)
        for name in self.floats:  # sums and products of columns
            if len(shape := self.specs[name].shape) == 2 and shape[1] != 1:
                yield self.change(name, shape=(shape[0], 1))
        yield from self.sides(self.tensors)

    def join(self, match: Match) -> Iterator[Specs]:
        """`torch.cat`: one size is not like the other's."""
        a, b = int(match[1]), int(match[2])
        for name in self.tensors:
            yield from self.resize(name, a, b)
            yield from self.resize(name, b, a)
        for name in self.tensors:
            for rank in (len(self.specs[name].shape) - 1, len(self.specs[name].shape) + 1):
                yield from self.rank(name, rank)

    def ranks(self, match: Match) -> Iterator[Specs]:
        """`Tensors must have same number of dimensions: got 2 and 3`."""
        for name in reversed(self.tensors):
            rank = len(self.specs[name].shape)
            for wanted in (rank - 1, rank + 1):
                yield from self.rank(name, wanted)

    def state(self, match: Match) -> Iterator[Specs]:
        """`Expected hidden[0] size (2, 6, 64), got [2, 2, 64]`."""
        wanted, got = _sizes(match[1]), _sizes(match[2])
        for name in self.floats:
            if self.specs[name].shape == got:
                yield self.change(name, shape=wanted, batch=None)
        for name in self.floats:
            if self.specs[name].shape != wanted and len(self.specs[name].shape) >= 2:
                yield self.change(name, shape=wanted, batch=None)

    def same_size(self, match: Match) -> Iterator[Specs]:
        """`Target size ([2, 6]) must be the same as input size ([2, 16])`."""
        first, second = _sizes(match[1]), _sizes(match[2])
        for name in reversed(self.tensors):
            if self.specs[name].shape == first:
                yield self.change(name, kind="float", shape=second)
            if self.specs[name].shape == second:
                yield self.change(name, kind="float", shape=first)

    def viewed(self, match: Match) -> Iterator[Specs]:
        """`shape '[1, 6, 1, 8]' is invalid for input of size 32`."""
        wanted, size = _sizes(match[1]), int(match[2])
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
        for wanted, got in zip(_sizes(match[1]), _sizes(match[2])):  # noqa: B905 (both two)
            if wanted != got:
                for name in reversed(self.tensors):
                    yield from self.resize(name, got, wanted)
                    yield from self.resize(name, wanted, got)
                    shape = self.specs[name].shape
                    if shape and shape[0] == got:
                        yield self.change(name, shape=(wanted, *shape[1:]), batch=None)

    def lengths(self, match: Match) -> Iterator[Specs]:
        got, wanted = int(match[1]), int(match[2])
        for name in self.tensors:
            if self.specs[name].shape == (got,):
                yield self.change(name, shape=(wanted,), batch=None)

    def no_list(self, _: Match) -> Iterator[Specs]:
        for name in self.longs:
            if len(self.specs[name].shape) == 2:
                yield self.change(name, shape=(BATCH * LENGTH,), batch=None)

    def longer(self, _: Match) -> Iterator[Specs]:
        for name in self.floats:
            shape = self.specs[name].shape
            for size in (128, 1024, 16000):
                if shape and shape[-1] < size:
                    yield self.change(name, shape=(*shape[:-1], size))

    def expected(self, match: Match) -> Iterator[Specs]:
        for name in self.floats:
            yield from self.resize(name, int(match[2]), int(match[1]))
        yield from self.from_layer()

    def einsum(self, match: Match) -> Iterator[Specs]:
        rank, got = int(match[1]), int(match[2])
        for name in self.tensors:
            if len(self.specs[name].shape) == got:
                yield from self.rank(name, rank)

    def boolean(self, _: Match) -> Iterator[Specs]:
        for name in self.tensors:
            spec = self.specs[name]
            for kind in ("bool", "long", "float"):
                if spec.kind != kind:
                    yield self.change(name, kind=kind)

    def missing(self, _: Match) -> Iterator[Specs]:
        """A method of None: what was left out is needed."""
        for name, spec in self.specs.items():
            if spec.kind == "none":
                for shape in ((BATCH, LENGTH), (LENGTH, LENGTH), (BATCH, 64)):
                    yield self.change(name, kind="float", shape=shape)

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
                        yield self.change(name, shape=(*shape[:2], side, side))
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


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"-?\d+", text))


# As torch 2.4 to 2.13 word them; the first that matches counts.
_PATTERNS: list[tuple[str, Callable[[_Repair, Match], Iterator[Specs]]]] = [
    (r"\((\d+)x(\d+) and (\d+)x(\d+)\)", _Repair.product),
    (r"to have (\d+) channels, but got (\d+) channels", _Repair.channels),
    (r"size mismatch, got input \((\d+)\), mat \((\d+)x(\d+)\)", _Repair.product),
    ((r"one of the following scalar types: Long|'indices'|must be long|dtype int64 for index|tensors "
     r"used as indices must be|expected scalar type Long|should be .*of type Long|Index is supposed"),
     _Repair.integers),
    (r"index \d+ is out of bounds for dimension \d+ with size (\d+)", _Repair.index),
    (r"index out of range in self()", _Repair.index),
    (r"[Ii]ndex(?:es)? .*out of (?:range|bounds)()", _Repair.index),
    ((r"same dtype|scalar type Float|not implemented for 'Long'|not implemented for 'Bool'|"
     r"with a bool tensor|floating point"), _Repair.floating),
    (r"values to unpack \(expected (\d+)", _Repair.unpack),
    (r"input\.dim\(\) = (\d+) is not equal to len\(dims\) = (\d+)", _Repair.permuted),
    (r"tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", _Repair.broadcast),
    (r"expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\)",
     _Repair.broadcast),
    (r"Expected size (\d+) but got size (\d+) for tensor", _Repair.join),
    (r"subscript \w has size (\d+) .* previously seen size (\d+)", _Repair.join),
    (r"same number of dimensions: got (\d+) and (\d+)", _Repair.ranks),
    (r"Expected hidden\S* size (\(.*?\)), got (\[.*?\]|\(.*?\))", _Repair.state),
    ((r"[Tt]arget size \((?:torch\.Size\()?(\[.*?\])\)?\) must be the same as input size "
     r"\((?:torch\.Size\()?(\[.*?\])"), _Repair.same_size),
    (r"shape '(\[.*?\])' is invalid for input of size (\d+)", _Repair.viewed),
    (r"first two dimensions of batch2 tensor to be: (\[.*?\]) but got: (\[.*?\])", _Repair.batched),
    (r"len\(lengths\)` to be equal to batch_size, but got (\d+) \(batch_size=(\d+)\)",
     _Repair.lengths),
    (r"if input is 2D, then offsets has to be None()", _Repair.no_list),
    ((r"Padding size should be less|Kernel size can't be greater|Calculated padded input size|"
     r"expected 0 < n_fft"), _Repair.longer),
    ((r"number of subscripts in the equation \((\d+)\) does not match the number of dimensions "
     r"\((\d+)\)"), _Repair.einsum),
    (r"expected mask dtype|must be bool|attn_mask|key_padding_mask", _Repair.boolean),
    (r"'NoneType' object", _Repair.missing),
    (r"(?:[Ee]xpected|must be equal to|dimension of) (\d+),? .*?got (\d+)", _Repair.expected),
]  # fmt: skip


def repairs(error: Exception, specs: Specs, model: nn.Module) -> Iterator[Specs]:
    """Inputs that may avoid `error`, most likely first."""
    yield from _Repair(error, specs, model).run()
