"""Follow the arguments of forward to the first layers that say which shape they have.

torch.fx traces the forward with stand-ins instead of tensors. Most learner code cannot be traced
to its end (control flow, shapes as numbers); the part of the graph up to there is enough.
"""

from __future__ import annotations

import dataclasses
import inspect
import warnings
from collections import deque
from typing import Any

import torch
from torch import fx, nn

from .layers import NODES, TRANSPARENT, specs_for
from .spec import BATCH, LENGTH, Spec

_PASSING = frozenset(
    [
        "float",
        "to",
        "contiguous",
        "clone",
        "type",
        "long",
        "cuda",
        "cpu",
        "double",
        "half",
        "detach",
        "relu",
        "gelu",
        "tanh",
        "sigmoid",
        "silu",
        "dropout",
        "softmax",
        "abs",
        "add",
        "sub",
        "mul",
        "truediv",
        "iadd",
        "leaky_relu",
    ]
)
_FLATTENING = frozenset({"view", "reshape", "flatten"})
_MOVING = frozenset({"transpose", "permute", "unsqueeze", "squeeze"})
_PRODUCTS = frozenset({"matmul", "mm", "bmm", "linear"})
_MOST_NODES = 300


class _Standin(fx.Proxy):
    """A proxy that answers what a tensor's shape would be asked, instead of raising."""

    def __len__(self) -> int:
        return BATCH

    def __index__(self) -> int:
        return BATCH

    def __int__(self) -> int:
        return BATCH

    def __float__(self) -> float:
        return 1.0


class _Tracer(fx.Tracer):
    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.hidden: dict[str, nn.Module] = {}
        self.tensors: dict[str, torch.Tensor] = dict(model.named_parameters())
        self.tensors.update(model.named_buffers())

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Standin(node, self)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        containers = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
        return type(m).__module__.startswith("torch.nn.") and not isinstance(m, containers)

    def to_bool(self, obj: fx.Proxy) -> bool:
        return False

    def path_of_module(self, mod: nn.Module) -> str:
        # Also Modules in plain lists, which fx does not know: they are what we look for.
        name = f"module_{id(mod)}"
        self.hidden[name] = mod
        return name

    def create_arg(self, a: Any) -> Any:
        if isinstance(a, torch.Tensor):
            name = f"tensor_{id(a)}"
            self.tensors[name] = a
            return self.create_node("get_attr", name, (), {})
        return super().create_arg(a)


@dataclasses.dataclass
class Hints:
    """What the trace tells about one argument: candidates, its rank, its dictionary keys."""

    specs: list[Spec] = dataclasses.field(default_factory=list)
    rank: int | None = None
    keys: dict[str, Hints] = dataclasses.field(default_factory=dict)


def trace(model: nn.Module) -> dict[str, Hints]:
    """Hints for each argument of `model.forward` that the trace met."""
    parameters = inspect.signature(model.forward).parameters
    fixed = {n: p.default for n, p in parameters.items() if p.default is not p.empty}
    tracer = _Tracer(model)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tracer.trace(model, concrete_args=fixed or None)
    except Exception:  # noqa: BLE001 (learner code on stand-ins; the graph so far is what counts)
        if not hasattr(tracer, "graph"):
            return {}
    inputs = [node for node in tracer.graph.nodes if node.op == "placeholder"]
    return {str(node.target): _follow(tracer, node) for node in inputs}


def _follow(tracer: _Tracer, start: fx.Node) -> Hints:
    hints = Hints()
    waiting: deque[tuple[fx.Node, tuple[Any, ...]]] = deque([(start, ())])
    seen: set[fx.Node] = set()
    while waiting and len(seen) < _MOST_NODES:
        node, steps = waiting.popleft()
        for user in node.users:
            if user in seen:
                continue
            seen.add(user)
            step = _step(tracer, node, user, steps, hints)
            if step is not None:
                waiting.append((user, steps + step))
    return hints


def _step(
    tracer: _Tracer, node: fx.Node, user: fx.Node, steps: tuple[Any, ...], hints: Hints
) -> tuple[Any, ...] | None:
    """Note what `user` tells; return what it does to the shape, or None where it ends."""
    if user.op == "call_module":
        layer = tracer.hidden[str(user.target)]
        if isinstance(layer, nn.Flatten):
            return (("flatten",),)
        if isinstance(layer, TRANSPARENT):
            return ()
        if node not in user.args:  # a mask, or another keyword
            return None
        if isinstance(layer, nn.RNNBase) and user.args[0] is not node:
            hints.specs.append(Spec((), "none", key="from-name"))
            return None
        _note(hints, layer, steps)
        return None
    name = str(user.target) if user.op == "call_method" else getattr(user.target, "__name__", "")
    if name in _FLATTENING:
        return (("flatten",),)
    if name in _MOVING:
        return ((name, user.args[1:]),)
    if name in _PRODUCTS:
        _note_weight(tracer, hints, user, transposed=name == "linear", steps=steps)
        return None
    if name == "embedding":
        weight = _tensor(tracer, user.args[1]) if len(user.args) > 1 else None
        if weight is not None:
            hints.specs.append(Spec((BATCH, LENGTH), "long", len(weight), key="from-weight"))
        return None
    if name == "getattr":
        _note_rank(hints, user)
        return None
    if name == "getitem" and user.args[0] is node:
        return _index(tracer, user, hints)
    if name in ("add", "sub", "mul", "iadd"):
        _note_broadcast(tracer, hints, user, steps)
    return () if name in _PASSING else None


def _note(hints: Hints, layer: nn.Module, steps: tuple[Any, ...]) -> None:
    flattened = any(step[0] == "flatten" for step in steps)
    for spec in specs_for(layer, flattened):
        shape: tuple[int, ...] | None = spec.shape
        for step in reversed(steps):
            shape = None if shape is None else _before(shape, step)
        if shape is not None:
            hints.specs.append(dataclasses.replace(spec, shape=shape))


def _before(shape: tuple[int, ...], step: tuple[Any, ...]) -> tuple[int, ...] | None:
    """The shape before a step whose result has `shape`; None when that cannot be."""
    name = step[0]
    if name == "flatten":
        return shape
    if name == "index":
        return (shape[0], *((LENGTH,) * step[1]), *shape[1:]) if step[1] > 0 else shape
    values = step[1][0] if len(step[1]) == 1 and isinstance(step[1][0], (tuple, list)) else step[1]
    if not values or not all(isinstance(v, int) for v in values):
        return shape
    rank = len(shape)
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
    except (IndexError, ValueError):
        return None


def _tensor(tracer: _Tracer, node: Any) -> torch.Tensor | None:
    if isinstance(node, fx.Node) and node.op == "get_attr":
        return tracer.tensors.get(str(node.target))
    if isinstance(node, fx.Node) and node.op == "call_method" and node.target in ("t", "transpose"):
        inner = _tensor(tracer, node.args[0])
        return None if inner is None or inner.dim() != 2 else inner.t()
    return None


def _note_weight(
    tracer: _Tracer, hints: Hints, user: fx.Node, transposed: bool, steps: tuple[Any, ...]
) -> None:
    weight = _tensor(tracer, user.args[1]) if len(user.args) > 1 else None
    if weight is None or weight.dim() < 1:
        return
    width = weight.shape[-1] if transposed or weight.dim() == 1 else weight.shape[-2]
    flattened = any(step[0] == "flatten" for step in steps)
    shapes: list[tuple[int, ...]] = [(BATCH, width)]
    if not flattened:
        shapes += [(BATCH, LENGTH, width), (NODES, width)]
    hints.specs += [Spec(shape, key="from-weight") for shape in shapes]


def _note_broadcast(tracer: _Tracer, hints: Hints, user: fx.Node, steps: tuple[Any, ...]) -> None:
    if steps:
        return
    for argument in user.args:
        other = _tensor(tracer, argument)
        if other is not None and other.dim() >= 1:
            middle = (LENGTH,) * max(0, other.dim() - 2)
            hints.specs.append(Spec((BATCH, *middle, other.shape[-1]), key="from-weight"))


def _note_rank(hints: Hints, user: fx.Node) -> None:
    """`b, t, d = x.shape` reads as many items as `x` has dimensions."""
    if user.args[1] != "shape":
        return
    users = [u for u in user.users if getattr(u.target, "__name__", "") == "getitem"]
    read = {index for u in users if isinstance(index := u.args[1], int)}
    if len(read) > 1 and read == set(range(len(read))):
        hints.rank = len(read)


def _index(tracer: _Tracer, user: fx.Node, hints: Hints) -> tuple[Any, ...] | None:
    index = user.args[1]
    if isinstance(index, str):
        hints.keys[index] = _follow(tracer, user)
        return None
    items = index if isinstance(index, tuple) else (index,)
    dropped = sum(isinstance(item, (int, fx.Node)) for item in items)
    added = sum(item is None for item in items)
    return (("index", dropped - added),)


def default_spec(rank: int | None) -> Spec:
    """What to start from when nothing is known but perhaps the rank."""
    shapes = {1: (NODES,), 2: (BATCH, 16), 3: (BATCH, LENGTH, 16), 4: (BATCH, 3, 32, 32)}
    return Spec(shapes.get(rank or 2, (BATCH, 3, 8, 16, 16)))
