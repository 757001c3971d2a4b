"""What torch itself says of a Module, by other means than the audit: see `audit_truth.py`."""

from __future__ import annotations

import contextlib
import gc
import types
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch._subclasses.fake_tensor import (
    FakeTensor,
    FakeTensorDeviceMismatchError,
    FakeTensorMode,
)
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map
from torchtutor.server.runner.agent import moving
from torchtutor.server.runner.agent.inputs import Call

from tests.proofs.looking import leaves, tensors, total

HELD = "held and not registered"
TRAINED = "trained and not registered"
UNREACHED = "registered and without gradient"
SHARED = "under two names"
UNSAVED = "buffers that are not saved"
RANDOM = "differs in evaluation mode"
LEFT = "fails after a move"
QUESTIONS = (HELD, TRAINED, UNREACHED, SHARED, UNSAVED, RANDOM, LEFT)
Facts = dict[str, set[str]]


def hanging_on(model: nn.Module) -> dict[int, torch.Tensor]:
    """Every tensor that the garbage collector reaches from `model`, by its id.

    Through the learner's classes, but not through others and the globals of functions.
    """
    found: dict[int, torch.Tensor] = {}
    seen: set[int] = set()
    waiting: list[Any] = [model]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, torch.Tensor):
            found[id(thing)] = thing
        elif isinstance(thing, types.FunctionType):
            waiting += [*(thing.__closure__ or ()), *(thing.__defaults__ or ()), thing.__dict__]
        elif isinstance(thing, type):
            own = thing.__module__ == "__learner__"
            waiting += [
                v for v in vars(thing).values() if own and isinstance(v, torch.Tensor | nn.Module)
            ]
            waiting += thing.__mro__ if own else ()
        elif not isinstance(thing, types.ModuleType | weakref.ref | property):
            waiting += gc.get_referents(thing)
    return found


def own_names(model: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    """Each parameter under each of its names, read from the dictionaries themselves."""

    def walk(module: nn.Module, prefix: str, above: tuple[int, ...]) -> Iterator[Any]:
        yield from ((f"{prefix}{n}", p) for n, p in module._parameters.items() if p is not None)
        for name, child in module._modules.items():
            if child is not None and id(child) not in above:
                yield from walk(child, f"{prefix}{name}.", (*above, id(child)))

    return walk(model, "", (id(model),))


@dataclass
class Truth:
    """What torch does with one Module."""

    held: dict[int, torch.Tensor]
    strangers: list[torch.Tensor]
    facts: Facts


def ask(model: nn.Module, again: Callable[[], nn.Module], call: Call) -> Truth:
    """Find it out; the Module stays in evaluation mode."""
    before = hanging_on(model)
    output = _training_output(model, call)
    after = hanging_on(model)
    registered = {id(t) for t in (*model.parameters(), *model.buffers())}
    saved = [t for t in model.state_dict(keep_vars=True).values() if isinstance(t, torch.Tensor)]
    inside = {t.untyped_storage().data_ptr() for t in saved if t.layout is torch.strided}
    held = {
        key: t
        for key, t in after.items()
        if key not in registered
        and (isinstance(t, nn.Parameter) or t.untyped_storage().data_ptr() not in inside)
        # What forward stores and replaces is a result; a number needs no place.
        and ((t.requires_grad and t.is_leaf) or (key in before and t.dim() > 0 and t.numel() > 0) or (
            key in before and t.requires_grad))
    }  # fmt: skip
    given = {id(t) for t in tensors((call.args, call.kwargs))}
    strangers = [t for t in leaves(output) if id(t) not in registered | given]
    facts: Facts = {UNREACHED: _unreached(model, output), SHARED: set(), UNSAVED: set()}
    first: dict[int, str] = {}
    for name, parameter in own_names(model):
        if first.setdefault(id(parameter), name) != name:
            facts[SHARED].add(name)
    kept = {id(t) for t in saved}
    facts[UNSAVED] = {n for n, t in model.named_buffers() if id(t) not in kept}
    model.eval()
    both = [model(*call.args, **call.kwargs) for _ in range(2)]
    # What returns no tensor cannot differ.
    no_tensor = not list(tensors(both[0]))
    facts[RANDOM] = set() if no_tensor or _alike(*both) else {"yes"}
    moves = _moves(model, again, call)
    if moves is not None:
        facts[LEFT] = set() if moves else {"yes"}
    return Truth(held, strangers, facts)


def _alike(first: Any, second: Any) -> bool:
    """Whether nothing but rounding tells two outputs apart: an average of equal weights moves by that."""
    pairs = list(zip(tensors(first), tensors(second), strict=True))
    return all(
        a.shape == b.shape
        and (
            torch.allclose(a, b, rtol=1e-3, atol=1e-4, equal_nan=True)
            if a.is_floating_point()
            else torch.equal(a, b)
        )
        for a, b in pairs
    )


def _training_output(model: nn.Module, call: Call) -> Any:
    for training in (True, False):
        model.train(training)
        with contextlib.suppress(Exception):
            return model(*call.args, **call.kwargs)
    return None


def _unreached(model: nn.Module, output: Any) -> set[str]:
    trainable = {n: p for n, p in model.named_parameters() if p.requires_grad}
    if not trainable:
        return set()
    with contextlib.suppress(AssertionError):  # nothing in the output takes gradients
        # Not backward(): a graph that the Module kept from __init__ is needed again.
        grads = torch.autograd.grad(
            total(output), list(trainable.values()), retain_graph=True, allow_unused=True
        )
        return {n for n, grad in zip(trainable, grads, strict=True) if grad is None}
    return set(trainable)


def _moves(model: nn.Module, again: Callable[[], nn.Module], call: Call) -> bool | None:
    """Whether forward works on a GPU that torch pretends to have; None where only one could tell."""
    mode = FakeTensorMode(allow_non_fake_inputs=True)

    def pretended(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return FakeTensor(mode, value.detach().to("meta"), torch.device("cuda:0"))
        return value

    try:
        fresh = moving.another(model, again).eval()
        before = list(fresh.parameters())  # alive, or a new tensor may get the id of one
        fresh._apply(pretended)
        # On real devices a Parameter stays the same object; who else holds it cannot be asked here.
        if {id(parameter) for parameter in before} & set(hanging_on(fresh)):
            return None
        args, kwargs = tree_map(pretended, (call.args, call.kwargs))
        with mode, _Strict(), torch.no_grad():
            fresh(*args, **kwargs)
    except (FakeTensorDeviceMismatchError, _OtherDevice):
        return False
    except Exception:  # noqa: BLE001 (learner code that needs numbers, or to be told "cuda")
        return None
    return True


class _OtherDevice(Exception):
    """What a GPU says of tensors on two devices."""


class _Strict(TorchDispatchMode):
    """Two operations in which fake tensors let pass what a GPU does not."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (torch.ops.aten.convolution.default, torch.ops.aten.index.Tensor):
            given = [t for t in tree_leaves(args) if isinstance(t, torch.Tensor)]
            places = {t.device.type for t in given}
            # Indices may lie on the CPU, the tensor that they are for may not.
            fine = func is torch.ops.aten.index.Tensor and given[0].device.type == "cuda"
            if len(places) > 1 and not fine:
                raise _OtherDevice(str(func))
        return func(*args, **(kwargs or {}))
