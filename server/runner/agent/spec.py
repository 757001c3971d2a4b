"""Descriptions of tensors: to make one, to say what one is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import nn

BATCH = 2  # while looking for an input that fits; `scaled` makes it a usual size
LENGTH = 6
BATCHES = (32, 8)


# What is not a tensor: how to make it, and the code.
_PLAIN: dict[str, tuple[Callable[[], Any], str]] = {
    "none": (lambda: None, "None"),
    "callable": (nn.Identity, "nn.Identity()"),
    "plain-int": (lambda: 2, "2"),
    "plain-float": (lambda: 1.0, "1.0"),
    "plain-bool": (lambda: False, "False"),
}


@dataclasses.dataclass(frozen=True)
class Spec:
    """An argument to make up: `kind` is `float`, `long`, `bool`, `full` (longs that all are `high`),
    `none` (the value None), `callable`, or `plain-int`, `plain-float`, `plain-bool`.

    `high` bounds integers (exclusive). `batch` is the index of the batch dimension.
    `key` and `fields` say where the shape comes from; `layer` is the one that decided it.
    """

    shape: tuple[int, ...]
    kind: str = "float"
    high: int = 4
    batch: int | None = 0
    key: str = "from-guess"
    fields: tuple[tuple[str, Any], ...] = ()
    layer: nn.Module | None = dataclasses.field(default=None, compare=False, repr=False)

    @property
    def is_tensor(self) -> bool:
        """Whether a tensor is made."""
        return self.kind in ("float", "long", "bool", "full")

    def make(self, dtype: torch.dtype, device: str) -> Any:
        """A random tensor of this description; floats are of `dtype`."""
        if not self.is_tensor:
            return _PLAIN[self.kind][0]()
        if self.kind == "full":
            return torch.full(self.shape, self.high, device=device)
        if self.kind == "long":
            return torch.randint(0, max(1, self.high), self.shape, device=device)
        if self.kind == "bool":
            return torch.ones(self.shape, dtype=torch.bool, device=device)
        return torch.randn(self.shape, dtype=dtype, device=device)

    def scaled(self, batch: int) -> Spec:
        """The same with another batch size, where the batch dimension is ours to choose."""
        index = self.batch
        if index is None or index >= len(self.shape) or self.shape[index] != BATCH:
            return self
        shape = (*self.shape[:index], batch, *self.shape[index + 1 :])
        return dataclasses.replace(self, shape=shape)

    def code(self, dtype: torch.dtype) -> str:
        """The call that makes such a tensor."""
        sizes = ", ".join(map(str, self.shape))
        if not self.is_tensor:
            return _PLAIN[self.kind][1]
        if self.kind == "full":
            return f"torch.full({self.shape}, {self.high})"
        if self.kind == "long":
            comma = "," if len(self.shape) == 1 else ""
            return f"torch.randint(0, {max(1, self.high)}, ({sizes}{comma}))"
        if self.kind == "bool":
            return f"torch.ones({sizes}, dtype=torch.bool)"
        if dtype is not torch.float32:
            return f"torch.randn({sizes}, dtype={dtype})"
        return f"torch.randn({sizes})"


def code_of(value: Any) -> str:
    """Code that makes something like `value`; for tensors only shape and dtype are kept."""
    if isinstance(value, torch.Tensor):
        sizes = tuple(value.shape)
        if value.is_floating_point():
            return Spec(sizes).code(value.dtype)
        if value.dtype is torch.bool:
            return Spec(sizes, "bool").code(value.dtype)
        high = int(value.max()) + 1 if value.numel() else 1
        return Spec(sizes, "long", high).code(value.dtype)
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(code_of, value))
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {code_of(item)}" for key, item in value.items()) + "}"
    return show_value(value)


def show_value(value: Any) -> str:
    """`repr` on one line, shortened; classes and functions by name."""
    if isinstance(value, type) or (callable(value) and hasattr(value, "__name__")):
        return str(value.__name__)
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{type(value).__name__}(…)"


def tensors_in(value: Any, depth: int = 4) -> Iterator[torch.Tensor]:
    """The tensors in what a forward returns: containers, dataclasses, output objects."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth == 0:
        return
    elif isinstance(value, Mapping):
        for item in list(value.values()):
            yield from tensors_in(item, depth - 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from tensors_in(item, depth - 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from tensors_in(getattr(value, field.name, None), depth - 1)


def dtype_name(dtype: torch.dtype) -> str:
    """`float32`."""
    return str(dtype).removeprefix("torch.")


def outline(value: Any, depth: int = 2) -> str:
    """`float32[32, 10]`, or the same inside of tuples, lists and dicts."""
    if isinstance(value, torch.Tensor):
        ragged = value.is_nested and value.layout is torch.strided  # has no shape, and raises
        sizes = "ragged" if ragged else ", ".join(map(str, value.shape))
        return f"{dtype_name(value.dtype)}[{sizes}]"
    if depth == 0:
        return type(value).__name__
    if isinstance(value, Mapping):
        inner = ", ".join(f"{k}: {outline(v, depth - 1)}" for k, v in list(value.items())[:6])
        return "{" + inner + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(outline(item, depth - 1) for item in list(value)[:4])
        inner += ", …" if len(value) > 4 else ""
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return show_value(value) if isinstance(value, (int, float, bool)) else type(value).__name__
