"""Attributes that hold a plain tensor made while the Module is constructed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from . import torch_facts as facts
from .assigned_attribute import AssignedAttribute
from .events import Assignment
from .file_model import FileModel
from .placing import keeps_device
from .tree import is_name, names_in, walk_with_parent
from .values import Constant, Parameter, Tensor

_MOVES = frozenset({"to", "cuda", "cpu", "type_as"})
# Libraries whose functions leave a tensor on its device.
_STAYING = frozenset({"torch", "torchvision", "einops", "opt_einsum"})


@dataclass(eq=False, slots=True)
class TensorAttribute(AssignedAttribute):
    """`self.attribute` holds the plain tensor `value`, and keeps it after construction."""

    value: Tensor

    def single(self) -> bool:
        """Whether the class assigns the attribute nowhere else."""
        name = self.assignment.attribute
        return sum(a.attribute == name for a in self.reading.assignments) == 1

    def after_base_init(self) -> bool:
        """Whether the base class was initialised before the assignment."""
        return any(call.order < self.assignment.order for call in self.reading.super_calls)


def tensor_attributes(file: FileModel) -> Iterator[TensorAttribute]:
    """The plain tensors that stay on the Module, in the order of the text."""
    for reading in file.readings:
        last: dict[str, Assignment] = {}
        for assignment in reading.assignments:
            if isinstance(assignment.value, Constant):
                continue  # `self.mask = None` before the real value
            if assignment.attribute in last and not assignment.constructing:
                last.pop(assignment.attribute)  # a cache: made anew while running
            elif assignment.constructing:
                last[assignment.attribute] = assignment
        for assignment in last.values():
            value = assignment.value
            if (
                isinstance(value, Tensor)
                and assignment.in_class
                and not value.visible
                and not value.escaped
                # in the place of a Parameter it raises
                and not isinstance(assignment.previous, Parameter)
                and assignment.attribute not in reading.buffers
                and not file.is_deliberate(
                    reading.definition.statement.places.span(assignment.target).start
                )
            ):
                yield TensorAttribute(reading, assignment, value)


def is_assigned_later(attribute: TensorAttribute) -> bool:
    """Whether a method that runs after construction gives the attribute another value."""
    return any(_is_stored(*found) for found in _attribute_nodes(attribute, running=True))


def read_while_running(attribute: TensorAttribute) -> Literal["value", "index"] | None:
    """As what a method that runs after construction needs the tensor itself; None if none does.

    An index into another tensor may stay on the CPU (`x[:, self.kept]`, ATen/TensorIndexing.h).

    Reading its shape, or moving it at the place where it is used, does not count; nor does giving it
    to a function of another file, which may move it. A class that moves it anywhere, itself or in a
    function that it gives it to, keeps its device in mind: which of its other reads see which device
    is not followed.
    """
    needed: Literal["value", "index"] | None = None
    reads: list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]] = [
        (node, above)
        for node, above in _attribute_nodes(attribute, running=True)
        if not _is_stored(node, above)
    ]
    for node, above in reads:
        alias = _alias(node, above)
        if alias is not None:  # what counts are the reads of that variable
            reads += [
                (read, around)
                for read, around in walk_with_parent(above[0])
                if is_name(read, alias) and not _is_stored(read, around)
            ]
            continue
        asked, around = _chain(node, above)
        if asked & _MOVES:
            return None
        if asked & facts.HARMLESS_TENSOR_READS:
            continue
        parent, call = around[-1], around[-2]
        if isinstance(parent, cst.Arg) and isinstance(call, cst.Call):
            if _is_looked_at(call) or _is_foreign(attribute, call):
                continue
            if parent is above[-1] and _moves_argument(attribute, call, parent):
                return None
        if not isinstance(parent, cst.Index):
            needed = "value"
        elif needed is None:
            needed = "index"
    return needed


def is_given_to_optimizer(attribute: TensorAttribute) -> bool:
    """Whether the class hands the tensor to an optimizer of its own."""
    names = attribute.reading.file.names
    return any(
        isinstance(parent, cst.Call) and facts.is_optimizer(names.resolve(parent.func) or "")
        for _, above in _attribute_nodes(attribute, running=False)
        for parent in above
    )


def _attribute_nodes(
    attribute: TensorAttribute, running: bool
) -> Iterator[tuple[cst.Attribute, tuple[cst.CSTNode, ...]]]:
    """Every `self.name` of it; with `running` only in methods that run after construction."""
    reading, attribute_name = attribute.reading, attribute.assignment.attribute
    for name, method in reading.definition.methods_with(attribute_name).items():
        if running and name in reading.constructing_methods:
            continue
        for node, above in names_in(method).get(attribute_name, ()):
            if (
                isinstance(node, cst.Attribute)
                and isinstance(node.value, cst.Name)
                and node.value.value == "self"
                and above
            ):
                yield node, above


def _alias(node: cst.CSTNode, above: tuple[cst.CSTNode, ...]) -> str | None:
    """The variable of `mask = self.mask`."""
    parent = above[-1]
    if not isinstance(node, cst.Attribute) or not isinstance(parent, cst.Assign):
        return None
    target = parent.targets[0].target
    return target.value if len(parent.targets) == 1 and isinstance(target, cst.Name) else None


def _is_stored(node: cst.CSTNode, above: tuple[cst.CSTNode, ...]) -> bool:
    """Whether `node` or its `data` is assigned, augmented or deleted, alone or while unpacking."""
    previous: cst.CSTNode = node
    for parent in reversed(above):
        if isinstance(parent, cst.Attribute) and parent.attr.value == "data":
            previous = parent
            continue
        if isinstance(parent, (cst.AssignTarget, cst.Del)):
            return True
        if isinstance(parent, (cst.AugAssign, cst.AnnAssign)):
            return parent.target is previous
        if not isinstance(parent, (cst.Tuple, cst.List, cst.Element, cst.StarredElement)):
            return False
        previous = parent
    return False


def _chain(
    node: cst.CSTNode, above: tuple[cst.CSTNode, ...]
) -> tuple[set[str], tuple[cst.CSTNode, ...]]:
    """What is asked of `node` step by step, and what is around all of that.

    `detach` and `to` in `node[:n].detach().to(x)`.
    """
    names: set[str] = set()
    while len(above) > 2:
        parent = above[-1]
        if isinstance(parent, cst.Attribute) and parent.value is node:
            call = above[-2]
            if not (isinstance(call, cst.Call) and call.func is parent and _keeps_device(call)):
                names.add(parent.attr.value)
        elif not (isinstance(parent, cst.Subscript) and parent.value is node) and not (
            isinstance(parent, cst.Call) and parent.func is node
        ):
            break
        node, above = parent, above[:-1]
    return names, above


def _keeps_device(call: cst.Call) -> bool:
    """Whether the call is a `.to()` that changes the dtype alone."""
    named = isinstance(call.func, cst.Attribute) and call.func.attr.value == "to"
    return named and keeps_device(call)


def _is_foreign(attribute: TensorAttribute, call: cst.Call) -> bool:
    """Whether the call goes to a function that is imported from code that is not read."""
    meaning = attribute.reading.file.names.resolve(call.func)
    return meaning is not None and meaning.partition(".")[0] not in _STAYING


def _moves_argument(attribute: TensorAttribute, call: cst.Call, argument: cst.Arg) -> bool:
    """Whether a function of the file, or a method of the class, moves what it is given there."""
    reading, function = attribute.reading, None
    if isinstance(call.func, cst.Name):
        function = reading.file.function(call.func.value)
    elif isinstance(call.func, cst.Attribute) and is_name(call.func.value, "self"):
        function = reading.definition.methods().get(call.func.attr.value)
    name = argument.keyword.value if argument.keyword is not None else None
    if function is not None and name is None:
        names = [*function.params.posonly_params, *function.params.params]
        place = call.args.index(argument) + isinstance(call.func, cst.Attribute)
        name = names[place].name.value if place < len(names) else None
    return function is not None and any(
        is_name(node, name or "") and _chain(node, above)[0] & _MOVES
        for node, above in walk_with_parent(function)
    )


def _is_looked_at(call: cst.Call) -> bool:
    """Whether the call makes a plain number of what it is given: `int(self.sizes.max())`."""
    return isinstance(call.func, cst.Name) and call.func.value in ("len", "int", "float", "bool")
