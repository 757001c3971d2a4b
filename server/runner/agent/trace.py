"""Follow the arguments of forward to the first layers that say which shape they have.

torch.fx traces the forward with stand-ins instead of tensors. Most learner code cannot be traced
to its end (control flow, shapes as numbers); the part of the graph up to there is enough.
"""

from __future__ import annotations

import contextlib
import inspect
import linecache
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

import torch
from torch import fx, nn
from torch.fx.proxy import TraceError
from torch.utils._pytree import tree_map

from .hints import Hints, Traced
from .spec import BATCH

_MOST_ITEMS = 4  # of an argument that is iterated
_FACTORIES = frozenset(
    {"empty", "zeros", "ones", "full", "rand", "randn", "arange", "randint", "eye"}
)


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
        self.known = Traced()
        self.known.tensors.update(model.named_parameters())
        self.known.tensors.update(model.named_buffers())

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Standin(node, self)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        containers = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
        return type(m).__module__.startswith("torch.nn.") and not isinstance(m, containers)

    def to_bool(self, obj: fx.Proxy) -> bool:
        # What code checks holds: `assert x.size(1) == 4`. Other conditions do not.
        return _asserting(sys._getframe(1))

    def iter(self, obj: fx.Proxy) -> Iterator[Any]:
        try:
            return iter(super().iter(obj))
        except TraceError:  # a loop, and not an unpacking
            items: Any = obj
            return (items[index] for index in range(_MOST_ITEMS))

    def path_of_module(self, mod: nn.Module) -> str:
        # Also Modules in plain lists, which fx does not know: they are what we look for.
        name = f"module_{id(mod)}"
        self.known.layers[name] = mod
        return name

    def create_arg(self, a: Any) -> Any:
        if isinstance(a, torch.Tensor):
            name = f"tensor_{id(a)}"
            self.known.tensors[name] = a
            return self.create_node("get_attr", name, (), {})
        return super().create_arg(a)


@contextlib.contextmanager
def _as_before(model: nn.Module) -> Iterator[None]:
    """What forward assigns to `self` meanwhile, a layer with stand-ins for sizes, is taken away."""
    parts = ("_parameters", "_buffers", "_modules")
    kept = [
        (vars(module), dict(vars(module)), [dict(vars(module)[part]) for part in parts])
        for module in model.modules()
    ]
    try:
        yield
    finally:
        for now, before, registered in kept:
            now.clear()
            now.update(before)
            for part, values in zip(parts, registered):  # noqa: B905 (both three)
                now[part].clear()
                now[part].update(values)


@contextlib.contextmanager
def _sizes() -> Iterator[None]:
    """`torch.zeros(x.size(0), 8)` makes a tensor, with a usual size for each that is not known."""
    before = {name: getattr(torch, name) for name in _FACTORIES}

    def tolerant(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any, **kwargs: Any) -> Any:
            sizes = tree_map(lambda a: BATCH if isinstance(a, fx.Proxy) else a, args)
            known = {name: a for name, a in kwargs.items() if not isinstance(a, fx.Proxy)}
            return make(*sizes, **known)

        return made

    try:
        for name, make in before.items():
            setattr(torch, name, tolerant(make))
        yield
    finally:
        for name, make in before.items():
            setattr(torch, name, make)


def _asserting(frame: FrameType | None) -> bool:
    """Whether the line that asks is an assert; the frames of torch are between."""
    while frame is not None and frame.f_globals.get("__name__", "").startswith("torch."):
        frame = frame.f_back
    if frame is None:
        return False
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    return line.lstrip().startswith("assert ")


def trace(model: nn.Module, known: Mapping[str, Any]) -> dict[str, Hints]:
    """Hints for each argument of `model.forward` that the trace met, but those that are `known`."""
    parameters = inspect.signature(model.forward).parameters
    fixed = {n: p.default for n, p in parameters.items() if p.default is not p.empty}
    fixed.update({n: v for n, v in known.items() if not isinstance(v, torch.Tensor)})
    tracer = _Tracer(model)
    try:
        with warnings.catch_warnings(), _sizes(), _as_before(model):
            warnings.simplefilter("ignore")
            tracer.trace(model, concrete_args=fixed or None)
    except Exception:  # noqa: BLE001 (learner code on stand-ins; the graph so far is what counts)
        if not hasattr(tracer, "graph"):
            return {}
    inputs = [node for node in tracer.graph.nodes if node.op == "placeholder"]
    return {str(node.target): tracer.known.follow(node) for node in inputs}
