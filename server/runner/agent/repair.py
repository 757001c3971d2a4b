"""Change made-up inputs after what torch says about them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator

from torch import nn

from .editing import Specs, failing_layer
from .repair_shapes import ShapeRepair
from .spec import BATCH, LENGTH

Match = re.Match[str]


class _Repair(ShapeRepair):
    """What may be done about one error."""

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
                # What is left after the convolutions grows with the area.
                side = round(shape[2] * math.sqrt(expected / got))
                if side != shape[2] and 4 <= side <= 600:
                    yield self.images(name, side)
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
                yield self.change(name, shape=shape[:1])
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


# As torch 2.4 to 2.13 word them; the first that matches counts.
_PATTERNS: list[tuple[str, Callable[[_Repair, Match], Iterator[Specs]]]] = [
    (r"\((\d+)x(\d+) and (\d+)x(\d+)\)", _Repair.product),
    (r"same reduction dim, but got \[(\d+), (\d+)\] X \[(\d+), (\d+)\]", _Repair.product),
    (r"to have (\d+) channels, but got (\d+) channels", _Repair.channels),
    (r"size mismatch, got input \((\d+)\), mat \((\d+)x(\d+)\)", _Repair.product),
    ((r"one of the following scalar types: Long|'indices'|must be long|dtype int64 for index|tensors "
     r"used as indices must be|applicable to index tensor|expected scalar type Long|should be .*of type Long|Index is supposed"),
     _Repair.integers),
    (r"index \d+ is out of bounds for dimension \d+ with size (\d+)", _Repair.index),
    (r"index out of range in self()", _Repair.index),
    (r"Class values must be smaller than num_classes()", _Repair.index),
    (r"[Ii]ndex(?:es)? .*out of (?:range|bounds)()", _Repair.index),
    ((r"same dtype|scalar type Float|not implemented for 'Long'|not implemented for 'Bool'|"
     r"with a bool tensor|floating point"), _Repair.floating),
    (r"values to unpack \(expected (\d+)", _Repair.unpack),
    (r"input\.dim\(\) = (\d+) is not equal to len\(dims\) = (\d+)", _Repair.permuted),
    (r"tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", _Repair.broadcast),
    (r"expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\)",
     _Repair.broadcast),
    (r"Expected size (\d+) but got size (\d+) for tensor", _Repair.join),
    (r"same number of columns\. X1: (\d+) X2: (\d+)", _Repair.join),
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
