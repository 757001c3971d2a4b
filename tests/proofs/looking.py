"""What lies in a model and in what it returns: tensors, the leaves behind them, state, by path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn


def tensors(value: Any) -> Iterator[Tensor]:
    """Every tensor in nested tuples, lists and dicts."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        yield from (t for item in value.values() for t in tensors(item))
    elif isinstance(value, tuple | list):
        yield from (t for item in value for t in tensors(item))


def leaves(output: Any) -> list[Tensor]:
    """The leaf tensors that gradients of `output` flow into, without repetition."""
    found: dict[int, Tensor] = {}
    seen: set[Any] = set()
    todo = [t.grad_fn for t in tensors(output) if t.grad_fn is not None]
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if (leaf := getattr(node, "variable", None)) is not None:
            found[id(leaf)] = leaf
        todo += [following for following, _ in node.next_functions]
    return list(found.values())


def at(thing: Any, path: str) -> Any:
    """What stands at `path`, e.g. `layers.0.weight`: attributes, keys and places."""
    for part in path.split("."):
        if isinstance(thing, dict | nn.ModuleDict | nn.ParameterDict):
            thing = thing[part]
        elif part.lstrip("-").isdigit():
            thing = list(thing)[int(part)]
        else:
            thing = getattr(thing, part)
    return thing


def states(value: Any) -> Iterator[Any]:
    """Modules, Parameters and tensors that take gradients, in plain Python containers."""
    if isinstance(value, nn.Module) or (isinstance(value, Tensor) and value.requires_grad):
        yield value
    elif isinstance(value, dict):
        yield from (s for item in value.values() for s in states(item))
    elif isinstance(value, tuple | list | set):
        yield from (s for item in value for s in states(item))


def strangers(model: nn.Module) -> list[Any]:
    """What lies in attributes of `model` and of its parts but is not registered anywhere in it."""
    known = {id(m) for m in model.modules()}
    known |= {id(t) for t in (*model.parameters(), *model.buffers())}
    private = ("_parameters", "_buffers", "_modules")
    return [
        state
        for module in model.modules()
        for name, value in vars(module).items()
        if name not in private
        for state in states(value)
        if id(state) not in known
    ]


def total(output: Any) -> Tensor:
    """A number that every floating tensor of `output` goes into, each element differently."""
    parts = [
        (t * torch.linspace(0.5, 1.5, t.numel()).reshape(t.shape)).sum()
        for t in tensors(output)
        if t.requires_grad
    ]
    assert parts, "nothing in the output takes gradients"
    return torch.stack(parts).sum()


def same(first: Any, second: Any) -> bool:
    """Whether two outputs hold equal tensors."""
    pairs = list(zip(tensors(first), tensors(second), strict=True))
    return bool(pairs) and all(a.shape == b.shape and torch.equal(a, b) for a, b in pairs)


def moved(value: Any, where: str | torch.dtype) -> Any:
    """`value` on another device or of another type (floating tensors only)."""
    if isinstance(value, Tensor):
        wanted = isinstance(where, str) or value.is_floating_point()
        return value.to(where) if wanted else value
    if isinstance(value, tuple | list):
        return type(value)(moved(item, where) for item in value)
    return value
