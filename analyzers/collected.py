"""Evaluates lists, dictionaries, comprehensions, and what loops over them yield."""

from __future__ import annotations

from typing import TypeGuard

import libcst as cst

from . import torch_facts as facts
from .evaluating import Evaluating
from .held import leaves
from .tree import dotted_name, is_name
from .values import (
    Activation,
    Constant,
    Container,
    ContainerKind,
    Element,
    Item,
    LostParameter,
    ModelParameters,
    Module,
    Parameter,
    Tensor,
    Unknown,
    Value,
)

_LIKE_THEIR_ARGUMENT = ("reversed", "list", "tuple", "sorted", "iter")
_LOOPED_THROUGH = frozenset({"enumerate", "zip", "range", *_LIKE_THEIR_ARGUMENT})


class Collections(Evaluating):
    """Evaluates what holds other values."""

    def _sequence(self, node: cst.List | cst.Tuple | cst.Set) -> Value:
        kind: ContainerKind = (
            "list"
            if isinstance(node, cst.List)
            else "tuple"
            if isinstance(node, cst.Tuple)
            else "set"
        )
        container = Container(node, kind=kind)
        for element in node.elements:
            value = self.evaluate(element.value)
            if isinstance(element, cst.StarredElement):
                self.reading.drained(value, element.value)
                self.spread(value, container)
            else:
                container.items.append(value)
        return container

    def spread(self, value: Value, container: Container) -> None:
        """Put the items of `value` into `container`, as `*value` or `extend(value)` does."""
        if isinstance(value, Element):
            value = value.container
        if isinstance(value, Container):
            container.items += value.items
            container.complete = container.complete and value.complete
        elif isinstance(value, Module):
            container.items += [leaf for part in value.contents for leaf in leaves(part)]
            container.complete = False
        elif isinstance(value, ModelParameters):
            container.items.append(self.element(value))
            container.complete = False
        else:
            container.complete = False

    def _dict(self, node: cst.Dict) -> Value:
        container = Container(node, kind="dict")
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                self.evaluate(element.key)
            value = self.evaluate(element.value)
            if isinstance(element, cst.DictElement):
                container.items.append(value)
                container.keys.append(element.key)
            else:
                self.spread(value, container)
        return container

    def _comprehension(self, node: cst.BaseComp) -> Value:
        frame = self.reading.frame
        outside = dict(frame.variables)
        clause: cst.CompFor | None = node.for_in
        conditions: list[cst.BaseExpression] = []
        while clause is not None:
            self.reading.bind(clause.target, self.iterate(clause.iter))
            for condition in clause.ifs:
                self.perhaps(condition.test, *conditions)
                conditions.append(condition.test)
            clause = clause.inner_for_in
        kind: ContainerKind = (
            "dict"
            if isinstance(node, cst.DictComp)
            else "set"
            if isinstance(node, cst.SetComp)
            else "list"
        )
        container = Container(node, kind=kind)
        if isinstance(node, cst.DictComp):
            self.perhaps(node.key, *conditions)
            container.keys.append(node.key)
            container.items.append(self.perhaps(node.value, *conditions))
        elif isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
            value = self.perhaps(node.elt, *conditions)
            if isinstance(node, cst.GeneratorExp) and _is_filter(node) and _is_parameter(value):
                frame.variables = outside
                return ModelParameters(node, owner=value.owner)
            container.items.append(value)
            count = _range(node.for_in)
            if count is not None and value is outside.get(dotted_name(node.elt) or ""):
                self.reading.repeated([value], node, count)
        frame.variables = outside
        return container

    def iterate(self, node: cst.BaseExpression) -> Value:
        """What a loop variable over `node` holds; a tuple Container for enumerate and zip."""
        if isinstance(node, cst.Call):
            name = dotted_name(node.func)
            values = self.arguments(node) if name in _LOOPED_THROUGH else []
            if name == "enumerate" and values:
                self.reading.drained(values[0], node.args[0].value)
                return Container(node, kind="tuple", items=[Constant(), self.element(values[0])])
            if name == "zip":
                for value, argument in zip(values, node.args, strict=True):
                    self.reading.drained(value, argument.value)
                return Container(node, kind="tuple", items=[self.element(v) for v in values])
            if name in _LIKE_THEIR_ARGUMENT and values:
                self.reading.drained(values[0], node.args[0].value)
                return self.element(values[0])
            if name == "range":
                return Constant(node)
            if isinstance(node.func, cst.Attribute) and not node.args:
                owner = self.evaluate(node.func.value)
                if node.func.attr.value == "items":
                    return Container(node, kind="tuple", items=[Constant(), self.element(owner)])
                if node.func.attr.value == "values":
                    return self.element(owner)
        value = self.evaluate(node)
        self.reading.drained(value, node)
        return self.element(value)

    def element(self, value: Value) -> Value:
        if isinstance(value, Element):
            value = value.container
        if isinstance(value, Container):
            # a tuple of constants stays constant: `for width in (64, 128)`
            if value.items and all(isinstance(item, Constant) for item in value.items):
                return Constant(value.node)
            return Element(value.node, container=value)
        if isinstance(value, ModelParameters):
            parameter = Parameter(value.node, visible=True, owner=value.owner)
            if isinstance(value.node, cst.Call) and _method(value.node) == "parameters":
                return parameter
            return Container(value.node, kind="tuple", items=[Constant(), parameter])
        if isinstance(value, Module) and value.nn_name in facts.REGISTERING_CONTAINERS:
            parts = [leaf for held in value.contents for leaf in leaves(held)]
            if parts and all(isinstance(part, Module) for part in parts):
                held = Container(value.node, items=parts, complete=False)
                return parts[0] if len(parts) == 1 else Element(value.node, container=held)
        return Item(value.node) if self.reading.frame.running else Unknown(value.node)

    def index(self, node: cst.Subscript) -> None:
        """What stands in the brackets runs."""
        for element in node.slice:
            part = element.slice
            if isinstance(part, cst.Index):
                self.evaluate(part.value)
            elif isinstance(part, cst.Slice):
                for bound in (part.lower, part.upper, part.step):
                    if bound is not None:
                        self.evaluate(bound)

    def _subscript(self, node: cst.Subscript) -> Value:
        owner = self.evaluate(node.value)
        self.index(node)
        if isinstance(owner, (Parameter, LostParameter)):
            return self.lose(owner, node, "arithmetic")
        if isinstance(owner, Tensor):
            scalar = _is_one_number(node, owner)  # which meets tensors of any device
            return Tensor(
                node,
                trainable=owner.trainable,
                scalar=scalar,
                factory=owner.factory,
                deviceless=None if scalar else owner.deviceless,
                placed=owner.placed,
                leaf=not owner.records,
            )
        if _is_slice(node) and isinstance(owner, Container):
            return Container(
                node, kind=owner.kind, items=list(owner.items), complete=owner.complete
            )
        if _is_slice(node) and isinstance(owner, Module) and owner.nn_name in facts.SEQUENCES:
            return Module(
                node,
                visible=owner.visible,
                type_name=owner.type_name,
                nn_name=owner.nn_name,
                stateful=owner.stateful,
                made_here=False,
                contents=list(owner.contents),
            )
        if isinstance(owner, (Container, Element)):
            return self.element(owner)
        if isinstance(owner, Activation):
            return self.flowing(node, [owner])
        return Item(node) if isinstance(owner, Item) else Unknown(node, owner=owner)


def _is_filter(node: cst.GeneratorExp) -> bool:
    """Whether it is `(p for p in ... if ...)`: some of what one loop yields, unchanged."""
    clause = node.for_in
    return (
        isinstance(node.elt, cst.Name)
        and is_name(clause.target, node.elt.value)
        and clause.inner_for_in is None
    )


def _is_parameter(value: Value) -> TypeGuard[Parameter]:
    """Whether it is one of what `parameters()` yields."""
    return isinstance(value, Parameter) and value.owner is not None


def _method(node: cst.Call) -> str:
    """The name of the method that is called; empty for a function."""
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else ""


def _is_one_number(node: cst.Subscript, owner: Tensor) -> bool:
    """Whether `torch.randint(9, (1,))[0]` or `torch.rand(3)[1]` is read: one index, one dimension."""
    index = node.slice[0].slice if len(node.slice) == 1 else None
    call = owner.node
    if (
        not isinstance(index, cst.Index)
        or not isinstance(index.value, cst.Integer)
        or not isinstance(call, cst.Call)
        or call is not owner.deviceless
    ):
        return False
    name = (dotted_name(call.func) or "").rpartition(".")[2]
    positional = [argument.value for argument in call.args if argument.keyword is None]
    if name in ("arange", "linspace", "randperm"):
        return True
    if not positional:
        return False
    size = positional[-1]
    if isinstance(size, (cst.Tuple, cst.List)):
        return len(size.elements) == 1
    return (
        name in ("rand", "randn", "zeros", "ones")
        and len(positional) == 1
        and isinstance(size, cst.Integer)
    )


def _is_slice(node: cst.Subscript) -> bool:
    return len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Slice)


def _range(clause: cst.CompFor) -> cst.BaseExpression | None:
    """The `n` of a comprehension's `for _ in range(n)`; None for any other loop."""
    call = clause.iter
    if isinstance(call, cst.Call) and dotted_name(call.func) == "range" and len(call.args) == 1:
        return call.args[0].value
    return None
