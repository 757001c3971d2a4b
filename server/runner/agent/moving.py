"""Move another instance to the meta device and call it: which tensors did not come along?

`.to(device)` moves parameters and buffers. What forward then uses from somewhere else stayed
behind, and on a GPU the first operation that meets it raises. Here each such tensor is replaced by
one on meta, so that forward goes on and shows the next.
"""

from __future__ import annotations

import contextlib
import copy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils import _pytree

from .audit import Hidden, Walk
from .inputs import Call, with_device
from .recorder import learner_frame
from .slicing import Loaded

# What takes tensors of two devices on every accelerator.
_TAKES_ANY = frozenset(
    {"to", "type_as", "view_as", "expand_as", "reshape_as", "copy_", "new_tensor", "__get__"}
    | {"index_put", "index_put_", "_set_grad", "__set__", "deepcopy", "__deepcopy__"}
)
_INDEXING = frozenset({"__getitem__", "__setitem__"})  # takes indices that lie on the CPU


@dataclass(frozen=True)
class Left:
    """A tensor of forward that a move does not reach: state at a place, or made on a line."""

    path: str
    elements: int
    hidden: Hidden | None = field(default=None, compare=False)
    file: str | None = None
    line: int | None = None


def another(model: nn.Module, again: Callable[[], nn.Module]) -> nn.Module:
    """One more Module like `model`, which has nothing of it; raises what learner code raises.

    A layer that was given to the constructor is in every one that is built: copied then. Otherwise
    built and not copied, for a lambda of a copy still holds the layers of the original.
    """
    made = again()
    own = {id(part) for part in (*model.modules(), *model.parameters(), *model.buffers())}
    shares = any(id(part) in own for part in (*made.modules(), *made.parameters(), *made.buffers()))
    return copy.deepcopy(made) if shares else made


def left_behind(
    model: nn.Module,
    again: Callable[[], nn.Module],
    call: Call,
    loaded: Loaded,
    learner: frozenset[str],
) -> list[Left]:
    """What forward meets outside of the device to which another `model` was moved.

    Empty where the Module cannot be built again or moved. Where forward needs numbers, what it met
    until then.
    """
    try:
        model = another(model, again).eval()
        # On real devices these stay the same objects, so whoever else holds them has them moved.
        kept = list(model.parameters())
        model.to("meta")
        watch = _Watch(model, kept, loaded, learner)
    except Exception:  # noqa: BLE001 (learner code, and layers that cannot be on meta)
        return []
    moved = with_device(call, "meta")
    # Code that needs numbers raises: what was met until then is true.
    with contextlib.suppress(Exception), watch, torch.no_grad():
        model(*moved.args, **moved.kwargs)
    return watch.found()


class _Watch(TorchFunctionMode):
    """Notes tensors that are not on meta where they meet some that are."""

    def __init__(
        self,
        model: nn.Module,
        kept: list[nn.Parameter],
        loaded: Loaded,
        learner: frozenset[str],
    ) -> None:
        super().__init__()
        self._path = loaded.path
        self._holders = dict(_globals(loaded))
        self._holders.update(Walk(model, learner).places)
        self._alive: list[Any] = list(kept)  # so that no id comes again
        # From where a tensor off meta comes, by its id; registered parameters come from nowhere.
        self._origins: dict[int, frozenset[Left]] = {id(p): frozenset() for p in kept}
        self._numbers: dict[int, frozenset[Left]] = {}  # the same by the address of its numbers
        self._left: dict[Left, None] = {}

    def found(self) -> list[Left]:
        """In the order in which forward met them."""
        return list(self._left)

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = str(getattr(func, "__name__", ""))
        given = [t for t in _pytree.tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
        behind = [t for t in given if not t.is_meta]
        if not behind or len(behind) == len(given):
            output = func(*args, **kwargs)
            self._derive(name, behind, output, fresh=not given)
            return output
        if name in _TAKES_ANY or (name in _INDEXING and args[0].is_meta):
            return func(*args, **kwargs)
        for tensor in behind:
            if tensor.dim() > 0:
                self._left.update(dict.fromkeys(self._origin(tensor)))
        args, kwargs = _pytree.tree_map(
            lambda t: t.to("meta") if isinstance(t, torch.Tensor) else t, (args, kwargs)
        )
        return func(*args, **kwargs)

    def _derive(self, name: str, behind: list[torch.Tensor], output: Any, fresh: bool) -> None:
        """Remember from where tensors come that were computed off meta."""
        made = [
            t
            for t in _pytree.tree_leaves(output)
            if isinstance(t, torch.Tensor) and not t.is_meta and id(t) not in self._origins
        ]
        if not made:
            return
        origins: frozenset[Left] = frozenset().union(*map(self._origin, behind))
        place = _making(sys._getframe(2), self._path, f"torch.{name}") if fresh else None
        for tensor in made:
            if place is not None:
                what, file, line = place
                origins = frozenset({Left(what, tensor.numel(), None, file, line)})
            self._alive.append(tensor)
            self._origins[id(tensor)] = origins
            # nn.Parameter(tensor) is another object with the same numbers.
            self._numbers[tensor.data_ptr()] = origins

    def _origin(self, tensor: torch.Tensor) -> frozenset[Left]:
        known = self._origins.get(id(tensor))
        if known is None:
            hidden = self._holders.get(id(tensor))
            known = frozenset()
            if hidden is None:
                known = self._numbers.get(tensor.data_ptr(), known)
            else:
                elements = sum(t.numel() for t in hidden.tensors)
                known = frozenset({Left(hidden.path, elements, hidden)})
            self._alive.append(tensor)
            self._origins[id(tensor)] = known
        return known


def _making(frame: FrameType | None, path: str, name: str) -> tuple[str, str, int] | None:
    """What the learner's innermost line makes: the layer whose `__init__` is at work, or `name`."""
    while frame is not None and learner_frame(frame, path) is not frame:
        made = frame.f_locals.get("self")
        if frame.f_code.co_name == "__init__" and isinstance(made, nn.Module):
            name = f"nn.{type(made).__name__}"
        frame = frame.f_back
    return None if frame is None else (name, frame.f_code.co_filename, frame.f_lineno)


def _globals(loaded: Loaded) -> Iterator[tuple[int, Hidden]]:
    """The tensors of the file, and those of its Modules, by their id."""
    for name, value in list(loaded.namespace.items()):
        if isinstance(value, torch.Tensor):
            yield id(value), Hidden(name, "tensor", value, None, name)
        elif isinstance(value, nn.Module):
            for tensor in (*value.parameters(), *value.buffers()):
                yield id(tensor), Hidden(name, "module", value, None, name)
