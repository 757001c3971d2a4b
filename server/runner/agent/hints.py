"""What a traced graph says about the arguments: rank, shape, kind, parts.

Each argument is followed through steps that can be undone (view, transpose, index) to the layers
that constrain it.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from typing import Any

import torch
from torch import fx, nn

from .layers import LENGTHS, NODES, TRANSPARENT, specs_for, state_shapes
from .spec import BATCH, LENGTH, Spec
from .undoing import Steps, before, joined

_PASSING = frozenset(
    {"float", "to", "contiguous", "clone", "type", "long", "cuda", "cpu", "double", "half",
     "detach", "relu", "gelu", "tanh", "sigmoid", "silu", "dropout", "softmax", "abs", "add",
     "sub", "mul", "truediv", "iadd", "mod", "remainder", "leaky_relu", "requires_grad_", "pad",
     "normalize", "sin", "cos", "neg", "pow", "clamp"}
)  # fmt: skip
_FLATTENING = frozenset({"view", "reshape", "flatten"})
_MOVING = frozenset({"transpose", "permute", "unsqueeze", "squeeze"})
_PRODUCTS = frozenset({"matmul", "mm", "bmm", "linear"})
_JOINING = frozenset({"cat", "concat", "concatenate"})
_LOSSES = frozenset(
    {"mse_loss", "l1_loss", "smooth_l1_loss", "binary_cross_entropy_with_logits", "huber_loss"}
    | {"pairwise_distance", "cosine_similarity"}
)
_CLASS_LOSSES = frozenset({"cross_entropy", "nll_loss"})
_REDUCING = frozenset({"mean", "sum", "amax", "softmax", "max", "transpose"})
_MOST_NODES = 300


@dataclasses.dataclass
class Hints:
    """What the trace tells about one argument: candidates, its rank, its parts.

    `parts` maps a key (`'tokens'` of a dict) or an index (of a tuple) to the hints of the part.
    """

    specs: list[Spec] = dataclasses.field(default_factory=list)
    rank: int | None = None
    keys: dict[str, Hints] = dataclasses.field(default_factory=dict)
    parts: dict[int, Hints] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Traced:
    """The layers and tensors that a graph's targets stand for."""

    layers: dict[str, nn.Module] = dataclasses.field(default_factory=dict)
    tensors: dict[str, torch.Tensor] = dataclasses.field(default_factory=dict)

    def follow(self, start: fx.Node) -> Hints:
        """What is said about the value of `start`."""
        hints = Hints()
        waiting: deque[tuple[fx.Node, Steps]] = deque([(start, ())])
        seen: set[fx.Node] = set()
        while waiting and len(seen) < _MOST_NODES:
            node, steps = waiting.popleft()
            for user in node.users:
                if user in seen:
                    continue
                seen.add(user)
                step = self._step(node, user, steps, hints)
                if step is not None:
                    waiting.append((user, steps + step))
        if -1 in hints.parts:  # the last: after all others that were asked for
            last = hints.parts.pop(-1)
            hints.parts.setdefault(max(hints.parts, default=-1) + 1, last)
        return hints

    def _step(self, node: fx.Node, user: fx.Node, steps: Steps, hints: Hints) -> Steps | None:
        """Note what `user` tells; return what it does to the shape, or None where it ends."""
        if user.op == "call_module":
            return self._layer(node, user, steps, hints)
        name = (
            str(user.target) if user.op == "call_method" else getattr(user.target, "__name__", "")
        )
        if not steps:
            _note_rank(hints, user, name)
        if name in _FLATTENING:
            return (("flatten",),)
        if name in _MOVING:
            return ((name, user.args[1:]),)
        if name in _PRODUCTS:
            self._note_weight(hints, user, transposed=name == "linear", steps=steps)
            return None
        if name in _JOINING:
            return joined(user)
        if name == "einsum":
            self._note_einsum(node, user, hints)
            return None
        if name.endswith("rfft"):
            return (("rfft",),)
        if name.endswith("stft"):
            hints.specs.append(Spec((BATCH, LENGTHS[-1])))
            return None
        if name == "embedding":
            weight = self._tensor(user.args[1]) if len(user.args) > 1 else None
            if weight is not None:
                hints.specs.append(Spec((BATCH, LENGTH), "long", len(weight), key="from-weight"))
            return None
        if name == "one_hot":
            self._note_classes(hints, user)
            return None
        if name in _LOSSES or name in _CLASS_LOSSES:
            target = name in _CLASS_LOSSES and user.args[:1] != (node,)
            hints.specs.append(Spec((BATCH,), "long", 10) if target else Spec((BATCH, 16)))
            return None
        if name == "getitem" and user.args[0] is node:
            return self._index(user, hints, plain=not steps)
        if name in ("add", "sub", "mul", "iadd"):
            self._note_broadcast(hints, user, steps)
        return () if name in _PASSING else None

    def _layer(self, node: fx.Node, user: fx.Node, steps: Steps, hints: Hints) -> Steps | None:
        layer = self.layers[str(user.target)]
        if isinstance(layer, nn.Flatten):
            return (("flatten",),)
        if isinstance(layer, TRANSPARENT):
            return ()
        if isinstance(layer, (nn.RNNBase, nn.RNNCellBase)) and user.args[:1] != (node,):
            _note_state(layer, node, user, hints)
            return None
        if node not in user.args:  # a mask, or another keyword
            return None
        flattened = any(step[0] == "flatten" for step in steps)
        for spec in specs_for(layer, flattened, user.args.index(node)):
            shape: tuple[int, ...] | None = spec.shape
            for step in reversed(steps):
                shape = None if shape is None else before(shape, step)
            if shape is None and flattened and len(spec.shape) == 2:
                shape = spec.shape  # what was before the flattening keeps the width, at best
            # A layer that forward makes while it is followed has a size that is none.
            if shape is not None and all(type(size) is int for size in shape):
                hints.specs.append(dataclasses.replace(spec, shape=shape))
        return None

    def _note_classes(self, hints: Hints, user: fx.Node) -> None:
        given = user.kwargs.get("num_classes", user.args[1] if len(user.args) > 1 else None)
        high = given if isinstance(given, int) and given > 0 else 4
        shapes = ((BATCH, LENGTH), (BATCH,))
        hints.specs += [Spec(shape, "long", high, key="from-weight") for shape in shapes]

    def _tensor(self, node: Any) -> torch.Tensor | None:
        if isinstance(node, fx.Node) and node.op == "get_attr":
            return self.tensors.get(str(node.target))
        if (
            isinstance(node, fx.Node)
            and node.op == "call_method"
            and node.target in ("t", "transpose")
        ):
            inner = self._tensor(node.args[0])
            return None if inner is None or inner.dim() != 2 else inner.t()
        return None

    def _note_weight(self, hints: Hints, user: fx.Node, transposed: bool, steps: Steps) -> None:
        weight = self._tensor(user.args[1]) if len(user.args) > 1 else None
        if weight is None or weight.dim() < 1:
            return
        width = weight.shape[-1] if transposed or weight.dim() == 1 else weight.shape[-2]
        flattened = any(step[0] == "flatten" for step in steps)
        shapes: list[tuple[int, ...]] = [(BATCH, width)]
        if not flattened:
            shapes += [(BATCH, LENGTH, width), (NODES, width)]
        hints.specs += [Spec(shape, key="from-weight") for shape in shapes]

    def _note_broadcast(self, hints: Hints, user: fx.Node, steps: Steps) -> None:
        if steps:
            return
        for argument in user.args:
            other = self._tensor(argument)
            if other is not None and other.dim() >= 1:
                middle = (LENGTH,) * max(0, other.dim() - 2)
                hints.specs.append(Spec((BATCH, *middle, other.shape[-1]), key="from-weight"))

    def _note_einsum(self, node: fx.Node, user: fx.Node, hints: Hints) -> None:
        """`einsum("bix,iox->box", x, weight)`: the letters of `x` that `weight` has too."""
        equation, operands = user.args[0], user.args[1:]
        if not isinstance(equation, str) or node not in operands:
            return
        sides = [part.strip() for part in equation.split("->")[0].split(",")]
        sizes: dict[str, int] = {}
        for letters, operand in zip(sides, operands):  # noqa: B905 (a bad equation is theirs)
            other = self._tensor(operand)
            if other is not None and other.dim() == len(letters):
                sizes.update(zip(letters, other.shape))  # noqa: B905 (same length)
        own = sides[operands.index(node)]
        if "." in own:
            return
        shape = [sizes.get(letter, LENGTH + index) for index, letter in enumerate(own)]
        if own and own[0] not in sizes:
            shape[0] = BATCH
        hints.specs.append(Spec(tuple(shape), key="from-weight" if sizes else "from-guess"))

    def _index(self, user: fx.Node, hints: Hints, plain: bool) -> Steps | None:
        index = user.args[1]
        if isinstance(index, str):
            hints.keys[index] = self.follow(user)
            return None
        if isinstance(index, int) and index >= -1 and plain:
            hints.parts[index] = self.follow(user)
        items = index if isinstance(index, tuple) else (index,)
        dropped = sum(isinstance(item, (int, fx.Node)) for item in items)
        added = sum(item is None for item in items)
        if plain and isinstance(index, tuple) and Ellipsis not in index:
            hints.rank = max(hints.rank or 0, len(items) - added) or None
        return (("index", dropped - added),)


def _note_rank(hints: Hints, user: fx.Node, name: str) -> None:
    """`b, t, d = x.shape` reads as many items as `x` has dimensions; `permute` names them all."""
    rank = 0
    if (name == "getattr" and user.args[1] == "shape") or (name == "size" and len(user.args) == 1):
        users = [u for u in user.users if getattr(u.target, "__name__", "") == "getitem"]
        read = {index for u in users if isinstance(index := u.args[1], int)}
        if len(read) > 1 and read == set(range(len(read))):
            hints.rank = len(read)
        rank = max((index + 1 for index in read), default=0)
    elif name == "size" and isinstance(user.args[1], int):
        rank = user.args[1] + 1
    elif name == "permute":
        dims = user.args[1] if isinstance(user.args[1], (tuple, list)) else user.args[1:]
        hints.rank = len(dims)
    elif name in ("bmm", "baddbmm"):
        hints.rank = 3
    elif name in _REDUCING:
        given = user.kwargs.get("dim", user.args[1:])
        dims = given if isinstance(given, (tuple, list)) else (given,)
        flat = [d for item in dims for d in (item if isinstance(item, (tuple, list)) else (item,))]
        rank = max(
            (d + 1 for d in flat if isinstance(d, int) and not isinstance(d, bool)), default=0
        )
    if hints.rank is None and rank > 2:
        hints.rank = rank


def _note_state(layer: Any, node: fx.Node, user: fx.Node, hints: Hints) -> None:
    """A recurrent layer's state, whole or one of `(h, c)`."""
    shapes = state_shapes(layer)
    batch = len(shapes[0]) - 2
    specs = [Spec(shape, batch=batch, key="from-layer", layer=layer) for shape in shapes]
    given = user.args[1] if len(user.args) > 1 else user.kwargs.get("hx")
    if isinstance(given, (tuple, list)):
        hints.specs.append(specs[min(len(specs) - 1, list(given).index(node))])
    elif len(specs) == 1:
        hints.specs.append(specs[0])
    else:
        hints.parts.update({index: Hints([spec]) for index, spec in enumerate(specs)})


def default_spec(rank: int | None) -> Spec:
    """What to start from when nothing is known but perhaps the rank."""
    shapes = {1: (NODES,), 2: (BATCH, 16), 3: (BATCH, LENGTH, 16), 4: (BATCH, 3, 32, 32)}
    return Spec(shapes.get(rank or 2, (BATCH, 3, 8, 16, 16)))
