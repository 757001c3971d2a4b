"""What an activation ends in: the last function that changed its values, through Modules too."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from .events import BRANCHES
from .file_model import FileModel
from .interpreter import Interpreter
from .reading import Reading
from .tree import dotted_name
from .values import Activation, Container, Module, SelfReference, Value

# Move values about without changing them.
_SHAPE_ONLY = frozenset(
    {
        "view", "reshape", "flatten", "squeeze", "unsqueeze", "contiguous", "permute", "transpose",
        "float", "to", "cuda", "cpu", "clone", "ravel", "T", "mT", "t", "requires_grad_",
    }
)  # fmt: skip
# The functions and Modules this is asked about, by one name.
_ENDS = {
    "torch.softmax": "softmax",
    "torch.nn.functional.softmax": "softmax",
    "torch.special.softmax": "softmax",
    "softmax": "softmax",
    "Softmax": "softmax",
    "Softmax2d": "softmax",
    "torch.sigmoid": "sigmoid",
    "torch.nn.functional.sigmoid": "sigmoid",
    "torch.special.expit": "sigmoid",
    "sigmoid": "sigmoid",
    "Sigmoid": "sigmoid",
}
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class End:
    """`name` is `softmax` or `sigmoid`; `node` the call that applies it.

    For a layer, `layer` is the call that made it, and `node` may stand in torch's own code: then
    it is None. `last_of` is the nn.Sequential whose last layer it is.
    """

    name: str
    node: cst.Call | None
    layer: cst.Call | None
    last_of: Module | None = None


def end_of(
    value: Value,
    reader: Interpreter,
    file: FileModel,
    around: tuple[cst.CSTNode, ...] = (),
    depth: int = 0,
) -> End | None:
    """What `value` surely ends in; None when that is nothing known, or not certain.

    `reader` is where the value was computed, in `file`; `around` encloses the place that asks: a layer that
    is made under a condition counts only there.
    """
    if not isinstance(value, Activation) or depth > _DEEPEST:
        return None
    if value.maker is not None:
        node = value.node if isinstance(value.node, cst.Call) else None
        return _end_of_maker(value.maker, node, reader, file, around, depth)
    if value.function in _ENDS and isinstance(value.node, cst.Call):
        return End(_ENDS[value.function], value.node, None)
    name = (value.function or "").rpartition(".")[2]
    moved = name in _SHAPE_ONLY or isinstance(value.node, cst.Subscript)
    if moved and value.inputs:
        return end_of(value.inputs[0], reader, file, around, depth + 1)
    return None


def _end_of_maker(
    maker: Value,
    node: cst.Call | None,
    reader: Interpreter,
    file: FileModel,
    around: tuple[cst.CSTNode, ...],
    depth: int,
) -> End | None:
    if isinstance(maker, SelfReference) and isinstance(reader, Reading):
        return _end_of_class(file, reader.definition.name, depth)
    if not isinstance(maker, Module) or maker.alternatives:
        return None
    if maker.nn_name is None:
        return _end_of_class(file, maker.type_name, depth)
    call = maker.node if isinstance(maker.node, cst.Call) else None
    if maker.nn_name in _ENDS:
        return End(_ENDS[maker.nn_name], node, call) if _is_certain(maker, reader, around) else None
    if maker.nn_name == "Sequential":
        last = _last(maker.contents)
        if last is None or not _is_certain(last, reader, around):
            return None
        end = _end_of_maker(last, None, reader, file, around, depth + 1)
        if end is not None and last.nn_name in _ENDS and last.node in _arguments(call):
            return End(end.name, None, end.layer, maker)
        return end
    if call is not None and len(maker.contents) == 1 and isinstance(maker.contents[0], Module):
        return _end_of_maker(maker.contents[0], node, reader, file, around, depth + 1)
    return None


def _arguments(call: cst.Call | None) -> list[cst.CSTNode]:
    return [argument.value for argument in call.args] if call is not None else []


def _end_of_class(file: FileModel, name: str, depth: int) -> End | None:
    """What the forward of a class of the file ends in, on every way to return."""
    if depth > _DEEPEST:
        return None
    reading = _with_forward(file, name)
    if reading is None or not reading.results:
        return None
    ends = [end_of(result, reading, file, (), depth + 1) for result in reading.results]
    first = ends[0]
    if first is None or any(end is None or end.name != first.name for end in ends):
        return None
    return first


def _with_forward(file: FileModel, name: str) -> Reading | None:
    """The reading of the class that gives `name` its forward: itself, or a base in the file."""
    for _ in range(_DEEPEST):
        reading = file.reading_of(name)
        if reading is None or "forward" in reading.definition.methods():
            return reading
        bases = [dotted_name(base.value) for base in reading.definition.node.bases]
        if len(bases) != 1:
            return None
        name = bases[0] or ""
    return None


def _last(contents: list[Value]) -> Module | None:
    """The last layer of a Sequential, however it was handed over."""
    items = contents
    while items:
        last = items[-1]
        if isinstance(last, Module):
            return last
        if not isinstance(last, Container) or not last.complete:
            return None
        items = last.items
    return None


def _is_certain(module: Module, reader: Interpreter, around: tuple[cst.CSTNode, ...]) -> bool:
    """Whether `module` is made on every way that leads to the place that asks."""
    if module.alternatives:
        return False
    made = [c for c in reader.creations.values() if c.value is module]
    return all(
        node in around
        for creation in made
        for node in creation.enclosing
        if isinstance(node, BRANCHES)
    )
