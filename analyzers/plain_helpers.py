"""Plain objects that hold layers for a Module: PyTorch does not look into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from .assigned_attribute import AssignedAttribute
from .file_model import FileModel
from .finding import Span
from .reading import Reading
from .state import surely_stateful
from .statement import ClassDefinition
from .tree import dotted_name, names_in
from .values import Module, Parameter, Tensor

# A class with one of these takes care of what it holds by itself.
_TAKES_CARE = frozenset(
    {
        "parameters", "named_parameters", "modules", "state_dict", "load_state_dict", "to", "cuda",
        "train", "eval", "__getattr__",
    }
)  # fmt: skip


_KNOWN = (Module, Parameter, Tensor)  # what no plain class makes


@dataclass(eq=False, slots=True)
class PlainHelper(AssignedAttribute):
    """`self.attribute` is an object of the plain class `definition`, which makes layers."""

    definition: ClassDefinition

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def class_span(self) -> Span:
        """The name of the plain class in its definition."""
        return self.definition.statement.places.span(self.definition.node.name)


def plain_helpers(file: FileModel) -> Iterator[PlainHelper]:
    """The plain objects with layers of their own that a Module uses in its forward pass."""
    holding: dict[str, bool] = {}
    for reading in file.readings:
        for assignment in reading.assignments:
            if not assignment.in_class or not assignment.constructing:
                continue
            node = assignment.value_node
            if not isinstance(node, cst.Call) or isinstance(assignment.value, _KNOWN):
                continue
            name = dotted_name(node.func)
            if name is None:
                continue
            definition = file.plain_class(name)
            if definition is None or not _is_plain(definition):
                continue
            if not _is_used_running(reading, assignment.attribute):
                continue
            if definition.name not in holding:
                holding[definition.name] = _holds_layers(file, definition)
            helper = PlainHelper(reading, assignment, definition)
            if holding[definition.name] and not file.is_deliberate(helper.span.start):
                yield helper


def _is_plain(definition: ClassDefinition) -> bool:
    """Whether the class has no decorator and no bookkeeping of its own."""
    return (
        not definition.node.keywords
        and not definition.node.decorators
        and not definition.local
        and not _TAKES_CARE & definition.methods().keys()
    )


def _holds_layers(file: FileModel, definition: ClassDefinition) -> bool:
    """Whether the class makes layers; what it is given may be registered by the giver."""
    reading = Reading(file, definition)
    return not reading.super_calls and any(
        assignment.constructing
        and surely_stateful(assignment.value, file)
        and (not isinstance(assignment.value, Module) or assignment.value.made_here)
        for assignment in reading.assignments
    )


def _is_used_running(reading: Reading, attribute: str) -> bool:
    """Whether only methods that run after construction use the object, and one does."""
    running = False
    for name, method in reading.definition.methods_with(attribute).items():
        for node, above in names_in(method).get(attribute, ()):
            if not isinstance(node, cst.Attribute):
                continue
            if name not in reading.constructing_methods:
                running = True
            elif isinstance(above[-1], cst.Attribute):
                return False  # what it holds may be registered one by one
    return running
