"""Find the state that a Module holds and PyTorch does not see.

`model.parameters()`, `state_dict()` and `.to()` go by what was assigned as an attribute. This walks
everything reachable from the live object, and the leaves that a backward pass reaches.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
import types
import weakref
from collections import deque
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any

import torch
from torch import nn

from .declared import VALUES
from .forward import python_path

_MOST_OBJECTS = 20_000
_DEEPEST = 8
# What nn.Module itself keeps in an instance.
_OWN = frozenset(vars(nn.Module())) | {"_forward_hooks_with_kwargs", "_is_full_backward_hook"}


@dataclasses.dataclass
class Hidden:
    """Something reachable that is not registered. `owner.attribute` is where the path starts."""

    path: str
    kind: str
    value: Any
    owner: nn.Module | None
    attribute: str
    trained: bool = False

    @property
    def tensors(self) -> list[torch.Tensor]:
        """The tensors that count: the parameters of a Module, or the tensor itself."""
        if isinstance(self.value, nn.Module):
            return list(self.value.parameters())
        return [self.value]


class Walk:
    """One look at all that can be reached from `model`."""

    def __init__(self, model: nn.Module, learner_modules: frozenset[str]) -> None:
        self._model = model
        self._learner_modules = learner_modules
        self._seen: set[int] = set()
        self._kept: list[Any] = []  # so that no id comes again while we look
        self._storages: set[int] = set()
        registered: list[Any] = [*model.modules(), *model.parameters(), *model.buffers()]
        for thing in registered:
            self._seen.add(id(thing))
            if isinstance(thing, torch.Tensor):
                self._storages |= _storage(thing)
        self.found: list[Hidden] = []
        self.tensors: dict[str, torch.Tensor] = {}
        self.places: dict[int, Hidden] = {}  # who holds a tensor that is not registered, by its id
        for name, module in model.named_modules():
            if is_learner_class(type(module), learner_modules):
                self._attributes(python_path(name), module)
        self._drop_views()

    def _attributes(self, base: str, module: nn.Module) -> None:
        for name, value in list(vars(module).items()):
            if name not in _OWN and name not in VALUES:
                self._visit(value, f"{base}.{name}", module, name, 0)
        for cls in type(module).__mro__:
            if not is_learner_class(cls, self._learner_modules):
                continue
            for name, value in list(vars(cls).items()):
                if isinstance(value, (nn.Module, torch.Tensor)):
                    self._visit(value, f"{base}.{name}", module, name, 0)

    def _visit(self, value: Any, path: str, owner: nn.Module, attribute: str, depth: int) -> None:
        if isinstance(value, (str, bytes, int, float, complex, type(None), type, types.ModuleType)):
            return
        if id(value) in self._seen or depth > _DEEPEST or len(self._kept) > _MOST_OBJECTS:
            return
        self._seen.add(id(value))
        self._kept.append(value)
        if isinstance(value, nn.Module):
            hidden = Hidden(path, "module", value, owner, attribute)
            if self._has_own_state(value):
                self.found.append(hidden)
            # What is inside is told once, as the Module; its tensors are not strangers elsewhere.
            for inner in (*value.modules(), *value.parameters(), *value.buffers()):
                self._seen.add(id(inner))
                if isinstance(inner, torch.Tensor):
                    self._storages |= _storage(inner)
                    self.places.setdefault(id(inner), hidden)
        elif isinstance(value, torch.Tensor):
            self.tensors[path] = value
            self.places[id(value)] = Hidden(path, "tensor", value, owner, attribute)
            kind = kind_of(value)
            if kind is not None:
                self.found.append(Hidden(path, kind, value, owner, attribute))
        else:
            for suffix, item in inside(value, self._learner_modules):
                self._visit(item, path + suffix, owner, attribute, depth + 1)

    def _has_own_state(self, module: nn.Module) -> bool:
        """A ReLU in a list loses nothing, nor does a layer whose weights are registered."""
        tensors = [*module.parameters(), *module.buffers()]
        return any(id(tensor) not in self._seen for tensor in tensors)

    def _drop_views(self) -> None:
        # A view of a registered tensor is registered with it: `self.head = self.fc.weight[:2]`.
        self.found = [
            hidden
            for hidden in self.found
            if not isinstance(hidden.value, torch.Tensor)
            or isinstance(hidden.value, nn.Parameter)
            or not _storage(hidden.value) & self._storages
        ]


def _storage(tensor: torch.Tensor) -> set[int]:
    if nn.parameter.is_lazy(tensor) or tensor.layout != torch.strided:
        return set()
    try:
        address = tensor.untyped_storage().data_ptr()
    except (RuntimeError, NotImplementedError):  # a tensor subclass without a storage
        return set()
    return {address} if address else set()


def kind_of(tensor: torch.Tensor) -> str | None:
    """The `UnregisteredKind` of a tensor that is not registered; None when it does not matter."""
    if isinstance(tensor, nn.Parameter):
        return "parameter"
    if tensor.requires_grad and tensor.is_leaf:
        return "trainable-tensor"
    if tensor.requires_grad:
        made_from_parameter = any(isinstance(leaf, nn.Parameter) for leaf in leaves_of([tensor]))
        return "lost-parameter" if made_from_parameter else "trainable-tensor"
    return "tensor" if tensor.dim() > 0 and tensor.numel() > 0 else None


def leaves_of(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    """The leaf tensors whose gradients a backward pass from `tensors` fills."""
    waiting = [t.grad_fn for t in tensors if t.grad_fn is not None]
    seen = set(waiting)
    leaves = {id(t): t for t in tensors if t.is_leaf and t.requires_grad}
    while waiting:
        node = waiting.pop()
        leaf = getattr(node, "variable", None)  # only AccumulateGrad nodes have one
        if isinstance(leaf, torch.Tensor):
            leaves[id(leaf)] = leaf
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)
    return list(leaves.values())


def is_learner_class(cls: type, learner_modules: frozenset[str]) -> bool:
    """Whether a class is the learner's own: what torch and libraries hide is their business."""
    return cls.__module__ in learner_modules


def inside(value: Any, learner_modules: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """What `value` holds, each with the code that leads to it."""
    if isinstance(value, Mapping):
        for key, item in list(value.items()):
            yield f"[{key!r}]" if isinstance(key, (str, int, tuple)) else "[…]", item
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for name in getattr(value, "_fields"):  # noqa: B009 (a named tuple, which has no type)
            yield f".{name}", getattr(value, name)
    elif isinstance(value, (list, tuple, deque)):
        for index, item in enumerate(list(value)):
            yield f"[{index}]", item
    elif isinstance(value, (set, frozenset, ValuesView, ItemsView)):
        for item in list(value):
            yield "{…}", item
    elif isinstance(value, functools.partial):
        yield ".func", value.func
        yield from ((f".args[{index}]", item) for index, item in enumerate(value.args))
        yield from ((f".keywords[{name!r}]", item) for name, item in value.keywords.items())
    elif isinstance(value, types.MethodType):
        yield ".__self__", value.__self__
    elif isinstance(value, types.FunctionType):
        yield from _function(value)
    elif isinstance(value, weakref.ref):
        return
    elif (
        isinstance(value, types.SimpleNamespace)
        or dataclasses.is_dataclass(value)
        or is_learner_class(type(value), learner_modules)
    ):
        names = list(getattr(value, "__dict__", {}))
        names += [n for n in getattr(type(value), "__slots__", ()) if isinstance(n, str)]
        for name in names:
            if hasattr(value, name):
                yield f".{name}", getattr(value, name)


def _function(function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    names = function.__code__.co_freevars
    for name, cell in zip(names, function.__closure__ or (), strict=True):
        try:
            yield f" → {name}", cell.cell_contents
        except ValueError:  # the name is not set yet
            continue
    for index, item in enumerate(function.__defaults__ or ()):
        yield f".__defaults__[{index}]", item
    for name, item in (function.__kwdefaults__ or {}).items():
        yield f".__kwdefaults__[{name!r}]", item


def learner_modules(
    module_name: str, is_learner: Any, ours: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Names of the imported modules that are learner code, `is_learner(filename)` says which.

    `ours` are those that were there before the learner's file; they are thousands.
    """
    names = {module_name}
    for name, module in list(sys.modules.items()):
        if name in ours:
            continue
        filename = getattr(module, "__file__", None)
        if isinstance(filename, str) and is_learner(filename):
            names.add(name)
    return frozenset(names)
