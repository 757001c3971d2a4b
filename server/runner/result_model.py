"""The parts of a `RunResult` about the model: how it was built and called, and what the run saw of it.

Lines and columns count from 1.
"""

from __future__ import annotations

from typing import Literal, TypedDict

UnregisteredKind = Literal["module", "parameter", "lost-parameter", "trainable-tensor", "tensor"]


class Constructor(TypedDict):
    """How the Module was built: `Net(128, 4)` and, in English, where the arguments come from."""

    call: str
    source: str
    source_key: str
    source_fields: dict[str, str | int]


class Argument(TypedDict):
    """One argument of forward; `shape` and `dtype` are None for what is not a tensor."""

    name: str
    shape: list[int] | None
    dtype: str | None


class Input(TypedDict):
    """What forward was called with, as code, and where it comes from."""

    arguments: list[Argument]
    call: str
    source: str
    source_key: str
    source_fields: dict[str, str | int]


class Parameters(TypedDict):
    """What `model.parameters()` yields: how many tensors, and how many numbers in them."""

    tensors: int
    elements: int


class Unregistered(TypedDict):
    """State that PyTorch cannot see. `line` counts from 1, or is None when only the run knows of it."""

    path: str
    kind: UnregisteredKind
    file: str | None
    line: int | None
    shape: list[int] | None
    elements: int
    trained: bool


StateKind = Literal[
    "not-called", "cut-off", "unused", "no-gradients", "shared", "not-saved", "differs", "stays",
    "made-elsewhere",
]  # fmt: skip


class StateFinding(TypedDict):
    """What one step showed about registered state: `not-called`, `cut-off` (called, no gradient),
    `unused` (a parameter), `no-gradients` (none at all), `shared` with `other`, `not-saved`, and
    `differs` (two calls in evaluation mode). A Module that was moved to the meta device left a
    tensor that forward uses behind (`stays`), or made one elsewhere by `path` (`made-elsewhere`).
    `line` counts from 1."""

    kind: StateKind
    path: str
    other: str
    elements: int
    file: str | None
    line: int | None


class SubmoduleInfo(TypedDict):
    """A direct or nested submodule in forward order. `line` is where it was assigned, from 1.

    `share` is its part of the time of forward, 0 to 1; None when it was not called.
    """

    path: str
    type: str
    parameters: int
    output: str | None
    file: str | None
    line: int | None
    share: float | None


class TensorInfo(TypedDict):
    """A tensor that a line assigned; of a list or tuple of equal ones, one, and how many `items`."""

    shape: list[int]
    dtype: str
    device: str
    requires_grad: bool
    bytes: int
    items: int


class LineValue(TypedDict):
    """What a line of the file assigned to `name` (`return` for what was returned), with the
    distinct values of its `count` times. `line` counts from 1: the last one of the statement."""

    line: int
    name: str
    count: int
    values: list[TensorInfo]
