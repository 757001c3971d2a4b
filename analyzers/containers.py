"""What torch.nn's containers are given that they refuse, found where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from . import torch_facts as facts
from .events import Creation, Placement, Use
from .file_model import FileModel
from .interpreter import Interpreter
from .literals import string
from .sighted import assigned_to, uses_of
from .tree import dotted_name
from .values import ClassReference, Constant, Container, Module, TorchFunction, Value

Kind = Literal[
    "sequence", "dict", "function", "class", "several", "starred", "nested", "number", "name",
    "called",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """`container` refuses what stands at `node`; `value` is what that holds, if it is known."""

    kind: Kind
    container: str
    node: cst.BaseExpression
    value: Value
    event: Creation | Use | Placement


def refusals(reader: Interpreter) -> Iterator[Refusal]:
    """Everything in a class or script that Sequential, ModuleList and ModuleDict refuse."""
    for creation in reader.creations.values():
        value = creation.value
        if not isinstance(value, Module):
            continue
        if value.nn_name == "Sequential":
            yield from _sequential(reader, creation)
        elif value.nn_name == "ModuleList":
            yield from _module_list(reader, creation)
        elif value.nn_name == "ModuleDict":
            yield from _module_dict(reader, creation)
    for use in uses_of(reader, None):
        yield from _called(reader, use)
    for placement in reader.placements:
        yield from _placed(placement)
    for use in uses_of(reader, "append"):
        yield from _appended(reader, use)


def function_name(
    file: FileModel, event: Creation | Use | Placement, node: cst.BaseExpression
) -> str | None:
    """The torch function that `node` names, by its dotted name; `lambda` for one of those."""
    if isinstance(node, cst.Lambda):
        return "lambda"
    root = (dotted_name(node) or "").split(".")[0]
    dotted = file.names.resolve(node)
    if dotted is None or root in event.frame.variables:
        return None
    return dotted if facts.is_tensor_function(dotted) else None


def _sequential(reader: Interpreter, creation: Creation) -> Iterator[Refusal]:
    for argument, value in zip(creation.node.args, creation.arguments, strict=True):
        if argument.star == "*" and isinstance(value, Container) and value.kind != "dict":
            yield from _collected(reader, "Sequential", value, creation)
        if argument.star or argument.keyword is not None:
            continue
        if isinstance(value, Container) and value.kind != "dict":
            yield Refusal("sequence", "Sequential", argument.value, value, creation)
        elif _is_plain_dict(value):
            yield Refusal("dict", "Sequential", argument.value, value, creation)
        elif not isinstance(value, Container):  # an OrderedDict is fine
            yield from _item(reader, "Sequential", argument.value, value, creation)


def _module_list(reader: Interpreter, creation: Creation) -> Iterator[Refusal]:
    arguments = creation.node.args
    if not arguments or any(a.keyword is not None or a.star == "**" for a in arguments):
        return
    first, value = arguments[0], creation.arguments[0]
    if len(arguments) > 1:
        if not any(argument.star for argument in arguments):
            yield Refusal("several", "ModuleList", first.value, value, creation)
    elif first.star:
        if isinstance(value, Container) and isinstance(value.node, (cst.BaseComp, cst.List)):
            yield Refusal("starred", "ModuleList", first.value, value, creation)
    elif isinstance(value, Module):
        if value.nn_name is not None and value.nn_name not in facts.REGISTERING_CONTAINERS:
            yield Refusal("several", "ModuleList", first.value, value, creation)
    elif _is_plain_dict(value):
        if not _is_empty(value):
            yield Refusal("dict", "ModuleList", first.value, value, creation)
    elif isinstance(value, Container) and value.kind != "dict":
        yield from _items(reader, "ModuleList", first.value, value, creation)


def _module_dict(reader: Interpreter, creation: Creation) -> Iterator[Refusal]:
    if len(creation.arguments) != 1 or not isinstance(creation.arguments[0], Container):
        return
    container = creation.arguments[0]
    if container.kind != "dict":
        return
    for key in container.keys:
        yield from _key(key, _counts(container.node, key), creation)
    if _is_plain_dict(container):  # what is put into `OrderedDict([...])` are pairs
        yield from _items(reader, "ModuleDict", creation.node.args[0].value, container, creation)


def _counts(node: cst.CSTNode | None, key: cst.BaseExpression) -> bool:
    """Whether `key` is the `i` of `{i: ... for i in range(n)}`, or `... for i, c in enumerate(cs)}`."""
    if not isinstance(node, cst.DictComp) or not isinstance(key, cst.Name):
        return False
    return key.value in _counters(node.for_in)


def _items(
    reader: Interpreter, name: str, node: cst.BaseExpression, container: Container, event: Creation
) -> Iterator[Refusal]:
    """The items of a list or dict that are not Modules, each where it is written if that is here."""
    written: list[cst.BaseExpression] = []
    if node is container.node:
        if isinstance(node, (cst.List, cst.Tuple)):
            written = [e.value for e in node.elements if isinstance(e, cst.Element)]
        elif isinstance(node, cst.Dict):
            written = [e.value for e in node.elements if isinstance(e, cst.DictElement)]
        elif isinstance(node, (cst.ListComp, cst.GeneratorExp)):
            written = [node.elt]
        elif isinstance(node, cst.DictComp):
            written = [node.value]
    if len(written) == len(container.items):
        for item_node, item in zip(written, container.items, strict=True):
            yield from _item(reader, name, item_node, item, event)
        return
    if any(isinstance(item, Container) for item in container.items):
        yield Refusal("nested", name, node, container.items[0], event)
    elif container.kind != "dict":
        yield from _collected(reader, name, container, event)


def _collected(
    reader: Interpreter, name: str, container: Container, event: Creation
) -> Iterator[Refusal]:
    """The functions and classes that were put into a list before, each where it was."""
    for item in container.items:
        if isinstance(item, (TorchFunction, ClassReference)) and isinstance(
            item.node, (cst.Name, cst.Attribute)
        ):
            kind: Kind = "class" if isinstance(item, ClassReference) else "function"
            yield Refusal(kind, name, item.node, item, event)


def _item(
    reader: Interpreter, name: str, node: cst.BaseExpression, value: Value, event: Creation | Use
) -> Iterator[Refusal]:
    """One thing that should be a Module."""
    if isinstance(value, Container):
        yield Refusal("nested", name, node, value, event)
    elif isinstance(value, ClassReference) and value.node is node:
        yield Refusal("class", name, node, value, event)
    elif function_name(reader.file, event, node) is not None:
        yield Refusal("function", name, node, value, event)


def _called(reader: Interpreter, use: Use) -> Iterator[Refusal]:
    value = use.value
    if not isinstance(value, Module) or value.nn_name not in facts.NOT_CALLABLE:
        return
    every = [*value.alternatives, *_assigned(reader, use)]
    if all(isinstance(v, Module) and v.nn_name in facts.NOT_CALLABLE for v in every):
        yield Refusal("called", value.nn_name, use.node, value, use)


def _placed(placement: Placement) -> Iterator[Refusal]:
    """A key that a ModuleDict refuses: a number, such as the `i` of a loop, or a method's name."""
    owner, keys = placement.owner, placement.target.slice
    index = keys[0].slice if len(keys) == 1 else None
    if not isinstance(owner, Module) or owner.nn_name != "ModuleDict":
        return
    if not isinstance(index, cst.Index):
        return
    key = index.value
    counted = isinstance(key, cst.Name) and any(
        key.value == name for node in placement.enclosing for name in _counters(node)
    )
    yield from _key(key, counted, placement)


def _key(key: cst.BaseExpression, counted: bool, event: Creation | Placement) -> Iterator[Refusal]:
    """A key that a ModuleDict refuses: a number, a name with a dot, a name of the Module itself."""
    name = string(key) or ""
    if counted or isinstance(key, cst.Integer):
        yield Refusal("number", "ModuleDict", key, Constant(key), event)
    elif "." in name or name in facts.MODULE_ATTRIBUTES:
        yield Refusal("name", "ModuleDict", key, Constant(key), event)


def _counters(node: cst.CSTNode) -> Iterator[str]:
    """The names that are numbers in a loop: over `range(n)`, or the first of `enumerate(...)`."""
    if not isinstance(node, (cst.For, cst.CompFor)) or not isinstance(node.iter, cst.Call):
        return
    target: cst.BaseExpression = node.target
    if dotted_name(node.iter.func) == "enumerate" and isinstance(target, cst.Tuple):
        target = target.elements[0].value
    elif dotted_name(node.iter.func) != "range":
        return
    if isinstance(target, cst.Name):
        yield target.value


def _appended(reader: Interpreter, use: Use) -> Iterator[Refusal]:
    value = use.value
    if isinstance(value, Module) and value.nn_name in ("ModuleList", "Sequential"):
        for argument, given in zip(use.node.args, use.arguments, strict=True):
            yield from _item(reader, value.nn_name, argument.value, given, use)


def _assigned(reader: Interpreter, use: Use) -> list[Value]:
    """Everything that the attribute that is called may hold."""
    function = use.node.func
    if not isinstance(function, cst.Attribute):
        return []
    return [a.value for a in assigned_to(reader, function.attr.value)]


def _is_empty(value: Value) -> bool:
    """Whether nothing is in it for sure: `nn.ModuleList({})` puts in what it iterates over."""
    return (
        isinstance(value, Container)
        and isinstance(value.node, cst.Dict)
        and value.complete
        and not (value.node.elements or value.additions)
    )


def _is_plain_dict(value: Value) -> bool:
    return isinstance(value, Container) and isinstance(value.node, (cst.Dict, cst.DictComp))
