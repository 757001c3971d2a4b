"""Plain containers that keep Modules or Parameters from PyTorch; shared by the rules about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import libcst as cst

from . import torch_facts as facts
from .assigned_attribute import AssignedAttribute
from .edits import FixBuilder
from .events import Assignment
from .finding import Fix, Span
from .held import leaves
from .literals import string
from .made_running import trains_itself
from .reading import Reading
from .rule import Rule
from .tree import dotted_name, names_in, walk
from .values import Container, Module, Parameter, Value

# A class that overrides one of these decides for itself what belongs to it.
_OWN_REGISTRATION = frozenset(
    {
        "__setattr__", "parameters", "named_parameters", "modules", "named_modules", "children",
        "named_children", "_apply", "state_dict",
    }
)  # fmt: skip


@dataclass(eq=False)
class HiddenContainer(AssignedAttribute):
    """`self.attribute` holds `container`; PyTorch sees none of `items` in it."""

    container: Container
    items: list[Value]

    def addition_spans(self) -> list[Span]:
        """Where something is put in later, as far as that stands in this class."""
        places = self.reading.definition.statement.places
        if not self.container.additions:
            return []
        own = {id(node) for node in walk(self.reading.definition.node)}
        return [places.span(node) for _, node in self.container.additions if id(node) in own]

    @cached_property
    def wrappable(self) -> bool:
        """Whether putting a registering container around the assigned value mends it.

        Only when the value is made here and nothing is put into the plain container afterwards
        under a name that would still mean the plain one.
        """
        container, assignment = self.container, self.assignment
        if assignment.value is not container or container.repeated or not container.complete:
            return False
        if any(isinstance(item, Container) for item in container.items):
            return False
        later = [order for order, _ in container.additions if order > assignment.order]
        if later and assignment.value_node is not container.node:
            return False
        return not (later and _length(container.node) != 0 and container.kind == "tuple")

    @cached_property
    def comma(self) -> cst.Tuple | None:
        """`layer,` where a comma at the end of a line made a tuple that nobody uses as one."""
        node = self.container.node
        if (
            not isinstance(node, cst.Tuple)
            or node.lpar
            or len(node.elements) != 1
            or isinstance(node.elements[0], cst.StarredElement)
            or self.assignment.value_node is not node
            or self.container.additions
        ):
            return None
        for parent in self._uses():
            if isinstance(parent, (cst.Subscript, cst.For, cst.CompFor, cst.StarredElement)):
                return None
            if isinstance(parent, (cst.Arg, cst.Assign)):
                return None
        return node

    def uses_any(self, names: frozenset[str]) -> bool:
        """Whether the class calls one of these methods on the attribute, or multiplies it."""
        for parent in self._uses():
            if isinstance(parent, cst.Attribute) and parent.attr.value in names:
                return True
            if isinstance(parent, cst.BinaryOperation):
                return True
        return False

    def handed_out(self) -> bool:
        """Whether a method for others returns what is in it: they may give it to an optimizer."""
        reading, attribute = self.reading, self.assignment.attribute
        for name, method in reading.definition.methods().items():
            if name == "forward" or name in reading.constructing_methods:
                continue
            for node in walk(method):
                value = node.value if isinstance(node, cst.Return) else None
                while True:
                    if isinstance(value, (cst.List, cst.Tuple)) and len(value.elements) == 1:
                        value = value.elements[0].value
                    elif isinstance(value, cst.Subscript):
                        value = value.value
                    else:
                        break
                if dotted_name(value) == f"self.{attribute}":
                    return True
        return False

    def _uses(self) -> Iterator[cst.CSTNode]:
        """What each mention of the attribute in the class is a part of."""
        attribute = self.assignment.attribute
        definition = self.reading.definition
        for part in definition.statement.naming(definition.node, attribute):
            for node, above in names_in(part).get(attribute, ()):
                if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name):
                    yield above[-1]

    def wrap_in(self, builder: FixBuilder, name: str) -> None:
        """Add the edits that put `name(...)` around the assigned value."""
        node = self.assignment.value_node
        if node is None:
            raise ValueError("nothing to wrap")
        if _length(node) == 0:
            builder.replace(node, f"{name}()")
        elif isinstance(node, cst.Tuple) and not node.lpar:
            builder.wrap(node, f"{name}([", "])")
        else:
            builder.wrap(node, f"{name}(", ")")


def _length(node: cst.CSTNode | None) -> int | None:
    """How many things a literal or `list()` holds; None for anything else."""
    if isinstance(node, (cst.List, cst.Tuple, cst.Dict, cst.Set)):
        return len(node.elements)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return 0 if not node.args and node.func.value in ("list", "dict", "tuple") else None
    return None


def hidden_containers(
    reading: Reading, kind: type[Module | Parameter]
) -> Iterator[HiddenContainer]:
    """The attributes whose plain container hides at least one Module, or Parameter, from PyTorch."""
    for found in _hidden(reading):
        items: list[Value] = [item for item in found.items if isinstance(item, kind)]
        if items:
            yield HiddenContainer(reading, found.assignment, found.container, items)


def _hidden(reading: Reading) -> tuple[HiddenContainer, ...]:
    """Those of both kinds: five rules ask for them."""
    known = reading.kept.get("hidden containers")
    if known is None:
        known = reading.kept["hidden containers"] = tuple(_find_hidden(reading))
    return cast("tuple[HiddenContainer, ...]", known)


def _find_hidden(reading: Reading) -> Iterator[HiddenContainer]:
    seen: set[int] = set()
    if trains_itself(reading):
        return
    for assignment in reading.assignments:
        container = assignment.value
        if not isinstance(container, Container) or container.escaped or id(container) in seen:
            continue
        if not assignment.in_class or assignment.attribute in facts.REGISTRIES:
            continue
        seen.add(id(container))
        items: list[Value] = [
            item
            for item in leaves(container)
            if isinstance(item, (Module, Parameter)) and not item.visible and not item.escaped
        ]
        if not items:
            continue
        if _OWN_REGISTRATION & reading.file.inherited_names(reading.definition):
            return
        hidden = HiddenContainer(reading, assignment, container, items)
        if reading.file.is_deliberate(hidden.span.start) or _is_executed(reading, assignment):
            continue
        if all(isinstance(item, Parameter) for item in items) and hidden.handed_out():
            continue
        yield hidden


def _is_executed(reading: Reading, assignment: Assignment) -> bool:
    """Whether code in a string speaks of the attribute: `exec(f"self.layers.append(self.l{i})")`."""
    definition = reading.definition
    if "exec(" not in definition.statement.chunk.text:
        return False
    return any(
        isinstance(node, (cst.SimpleString, cst.FormattedStringText))
        and f".{assignment.attribute}" in node.value
        for call in walk(definition.node)
        if isinstance(call, cst.Call) and dotted_name(call.func) == "exec"
        for node in walk(call)
    )


_REGISTERING: dict[type[Value], tuple[str, str, frozenset[str]]] = {
    Module: ("torch.nn.ModuleList", "torch.nn.ModuleDict", facts.NOT_IN_MODULE_LIST),
    Parameter: ("torch.nn.ParameterList", "torch.nn.ParameterDict", facts.NOT_IN_PARAMETER_LIST),
}


def fix_by_wrapping(
    rule: Rule, hidden: HiddenContainer, kind: type[Module | Parameter]
) -> Fix | None:
    """Wrap the container into the one of torch.nn that registers things of that kind.

    None where it holds something else, or is used as only a plain container can be.
    """
    container = hidden.container
    if hidden.assignment.value_node is None or not hidden.wrappable:
        return None
    if any(not isinstance(item, kind) for item in container.items):
        return None
    for_lists, for_dicts, lacking = _REGISTERING[kind]
    if container.kind == "dict":
        if not _keys_fit_module_dict(container) or hidden.uses_any(facts.NOT_IN_MODULE_DICT):
            return None
    elif container.kind == "set" or hidden.uses_any(lacking):
        return None
    builder = FixBuilder(hidden.reading.file, hidden.reading.definition.statement)
    name = builder.torch_name(for_dicts if container.kind == "dict" else for_lists)
    hidden.wrap_in(builder, name)
    return builder.build(rule.titled(register=name))


def _keys_fit_module_dict(container: Container) -> bool:
    """Whether every key is a string literal that ModuleDict takes as a name."""
    return len(container.keys) >= len(container.items) and all(
        (name := string(key)) and "." not in name and name not in facts.MODULE_ATTRIBUTES
        for key in container.keys
    )
