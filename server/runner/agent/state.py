"""What registered state does in one step: which parameters learn, which are shared or not saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from .audit import is_learner_class
from .forward import python_path
from .inputs import Call
from .spec import tensors_in

Place = Callable[["nn.Module | None", str], "tuple[str, int] | None"]


def findings(
    model: nn.Module,
    call: Call,
    leaves: list[torch.Tensor],
    called: set[int],
    learner: frozenset[str],
    place: Place,
) -> list[dict[str, Any]]:
    """The `StateFinding`s. `leaves` got a gradient, `called` holds the ids of Modules that ran."""
    found = [
        *_without_gradient(model, leaves, called),
        *_shared(model),
        *_not_saved(model, learner),
    ]
    if differs(model, call):
        found.append(("differs", "forward", None, "", 0, ""))
    return [_describe(item, place) for item in found]


_Item = tuple[str, str, "nn.Module | None", str, int, str]


def _describe(item: _Item, place: Place) -> dict[str, Any]:
    kind, path, owner, attribute, elements, other = item
    return described((kind, path, elements), place(owner, attribute), other)


def described(
    found: tuple[str, str, int], place: tuple[str | None, int | None] | None, other: str = ""
) -> dict[str, Any]:
    """The `StateFinding` of a kind, a path and so many elements."""
    kind, path, elements = found
    file, line = place or (None, None)
    return {
        "kind": kind, "path": path, "other": other, "elements": elements, "file": file, "line": line
    }  # fmt: skip


def _without_gradient(
    model: nn.Module, leaves: list[torch.Tensor], called: set[int]
) -> Iterator[_Item]:
    """Parameters that a backward pass does not reach, told once for the outermost Module."""
    reached = {id(leaf) for leaf in leaves}
    wanted = [p for p in model.parameters() if p.requires_grad]
    if wanted and not leaves:
        yield "no-gradients", "forward", None, "", sum(p.numel() for p in wanted), ""
        return
    told: set[int] = set()
    for name, module in model.named_modules():
        own = [p for p in module.parameters() if p.requires_grad and not nn.parameter.is_lazy(p)]
        fresh = [p for p in own if id(p) not in told]
        if not name or not fresh or any(id(p) in reached for p in own):
            continue
        told |= {id(p) for p in own}
        ran = any(id(inner) in called for inner in module.modules())
        owner, attribute = _owner(model, name)
        kind = "cut-off" if ran else "not-called"
        yield kind, python_path(name), owner, attribute, sum(p.numel() for p in own), ""
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and not {id(parameter)} & (reached | told):
            owner, attribute = _owner(model, name)
            yield "unused", python_path(name), owner, attribute, parameter.numel(), ""


def _shared(model: nn.Module) -> Iterator[_Item]:
    """Parameters under two names: both change together."""
    first: dict[int, str] = {}
    told: set[str] = set()
    for name, parameter in model.named_parameters(remove_duplicate=False):
        before = first.setdefault(id(parameter), name)
        if before == name:
            continue
        owner, attribute = _owner(model, name)
        holder, _, leaf = name.rpartition(".")
        twin, _, other_leaf = before.rpartition(".")
        # One Module under two names is told once, not for each of its parameters and parts.
        same = False
        path, other = name, before
        while holder and leaf == other_leaf and (
            model.get_submodule(holder) is model.get_submodule(twin)
        ):  # fmt: skip
            same, path, other = True, holder, twin
            holder, _, leaf = holder.rpartition(".")
            twin, _, other_leaf = twin.rpartition(".")
        if path in told:
            continue
        told.add(path)
        if same:
            owner, attribute = _owner(model, path)
        yield ("shared", python_path(path), owner, attribute, parameter.numel(), python_path(other))


def _not_saved(model: nn.Module, learner: frozenset[str]) -> Iterator[_Item]:
    """Buffers that `state_dict()` leaves out, of the learner's own classes."""
    for name, module in model.named_modules():
        if not is_learner_class(type(module), learner):
            continue
        for attribute in sorted(module._non_persistent_buffers_set):
            buffer = module._buffers.get(attribute)
            if buffer is not None:
                path = f"{python_path(name)}.{attribute}"
                yield "not-saved", path, module, attribute, buffer.numel(), ""


def differs(model: nn.Module, call: Call) -> bool:
    """Whether two calls in evaluation mode with the same input give different results."""
    model.eval()
    try:
        with torch.enable_grad():  # some compute gradients in forward
            one, two = (list(tensors_in(model(*call.args, **call.kwargs))) for _ in range(2))
    except Exception:  # noqa: BLE001 (it ran before: code with a memory)
        return False
    if [t.shape for t in one] != [t.shape for t in two]:
        return True
    pairs = ((a, b) for a, b in zip(one, two) if a.is_floating_point())  # noqa: B905 (same length)
    return any(not torch.allclose(a, b, rtol=1e-3, atol=1e-4, equal_nan=True) for a, b in pairs)


def _owner(model: nn.Module, name: str) -> tuple[nn.Module, str]:
    parent, _, attribute = name.rpartition(".")
    return model.get_submodule(parent), attribute
