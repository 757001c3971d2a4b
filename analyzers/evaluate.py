"""Evaluates expressions of a Module class to Values, without running anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .calls import Calls
from .tree import dotted_name, free_names
from .values import (
    Activation,
    ClassReference,
    Constant,
    Container,
    ContainerKind,
    Element,
    Function,
    Item,
    LostParameter,
    ModelParameters,
    Module,
    Parameter,
    SelfReference,
    Tensor,
    TorchFunction,
    Unknown,
    Value,
    united,
)

if TYPE_CHECKING:
    from .interpreter import Interpreter

_ANNOTATED_CONTAINERS: dict[str, ContainerKind] = {
    "list": "list", "List": "list", "Sequence": "list", "Iterable": "list", "Collection": "list",
    "tuple": "tuple", "Tuple": "tuple", "dict": "dict", "Dict": "dict", "Mapping": "dict",
}  # fmt: skip


class Evaluator:
    """Evaluates expressions where one `Interpreter` is reading."""

    def __init__(self, reading: Interpreter) -> None:
        self.reading = reading
        self.names = reading.file.names
        self._by_type: dict[type[cst.CSTNode], Callable[..., Value]] = {
            cst.Name: self._name,
            cst.Attribute: self._attribute,
            cst.Call: Calls(self).call,
            cst.List: self._sequence,
            cst.Tuple: self._sequence,
            cst.Set: self._sequence,
            cst.Dict: self._dict,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.DictComp: self._comprehension,
            cst.BinaryOperation: self._binary,
            cst.Comparison: self._comparison,
            cst.UnaryOperation: self._unary,
            cst.Subscript: self._subscript,
            cst.IfExp: self._if,
            cst.Lambda: self._lambda,
            cst.NamedExpr: self._named,
            cst.FormattedString: self._formatted,
            cst.ConcatenatedString: self._concatenated,
        }

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """The value of an expression; Unknown when it cannot be told."""
        handler = self._by_type.get(type(node))
        if handler is not None:
            return handler(node)
        if isinstance(node, (cst.BaseNumber, cst.BaseString)):
            return Constant(node)
        return Unknown(node)

    # --- names

    def _name(self, node: cst.Name) -> Value:
        value = self.reading.variable(node.value)
        if value is not None:
            return value
        if node.value in ("None", "True", "False"):
            return Constant(node)
        return self._class_reference(node) or self._path(node)

    def _class_reference(self, node: cst.Name | cst.Attribute) -> ClassReference | None:
        dotted = self.names.resolve(node) or dotted_name(node)
        nn_name = facts.nn_class(dotted)
        if nn_name is not None:
            return ClassReference(node, type_name=nn_name, nn_name=nn_name)
        if dotted in self.reading.file.module_classes:
            return ClassReference(node, type_name=dotted)
        return None

    def _attribute(self, node: cst.Attribute) -> Value:
        owner = self.evaluate(node.value)
        name = node.attr.value
        if isinstance(owner, SelfReference):
            return self.reading.current.get(name) or self._path(node, owner)
        if isinstance(owner, (Parameter, LostParameter)) and name in facts.CONVERSION_ATTRIBUTES:
            return self.lose(owner, node, "conversion", name in facts.DETACHING)
        if isinstance(owner, Tensor) and name in facts.CONVERSION_ATTRIBUTES:
            return Tensor(
                node,
                trainable=owner.trainable and name != "data",
                factory=owner.factory,
                deviceless=owner.deviceless,
                leaf=not owner.records or name == "data",
            )
        if isinstance(owner, Activation) and name in facts.CONVERSION_ATTRIBUTES:
            attached = owner.attached and name != "data"
            return self.reading.flowed(
                Activation(node, attached=attached, function=name, inputs=[owner])
            )
        if isinstance(owner, Module) and name in ("forward", "__call__"):
            return Function(node, owner=owner, captured=[owner])
        return self._class_reference(node) or self._path(node, owner)

    def _path(self, node: cst.Name | cst.Attribute, owner: Value | None = None) -> Value:
        """An unknown name or attribute: the same thing each time the same way leads to it."""
        path = dotted_name(node)
        if path is None:
            return Unknown(node, owner=owner)
        function = self.names.resolve(node)
        if function is not None and facts.is_tensor_function(function):
            return TorchFunction(node, owner=owner, name=function)
        return self.reading.path(path, Unknown(node, owner=owner))

    def _formatted(self, node: cst.FormattedString) -> Value:
        """An f-string: what stands in it runs."""
        for part in node.parts:
            if isinstance(part, cst.FormattedStringExpression):
                self.evaluate(part.expression)
        return Constant(node)

    def _concatenated(self, node: cst.ConcatenatedString) -> Value:
        self.evaluate(node.left)
        self.evaluate(node.right)
        return Constant(node)

    def _named(self, node: cst.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        if isinstance(node.target, cst.Name):
            self.reading.frame.variables[node.target.value] = value
        return value

    def _lambda(self, node: cst.Lambda) -> Value:
        return Function(node, captured=self.captured(node))

    def captured(self, node: cst.Lambda | cst.FunctionDef) -> list[Value]:
        """The values of the variables around a function that its body reads."""
        values = (self.reading.variable(name) for name in free_names(node))
        return [value for value in values if value is not None]

    # --- containers

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
            container.items += value.contents
            container.complete = False
        elif isinstance(value, ModelParameters):
            container.items.append(self.element(value))
            container.complete = False
        else:
            container.complete = False

    def _dict(self, node: cst.Dict) -> Value:
        container = Container(node, kind="dict")
        for element in node.elements:
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
        while clause is not None:
            self.reading.bind(clause.target, self.iterate(clause.iter))
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
            container.keys.append(node.key)
            container.items.append(self.evaluate(node.value))
        elif isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
            value = self.evaluate(node.elt)
            container.items.append(value)
            count = _range(node.for_in)
            if count is not None and value is outside.get(dotted_name(node.elt) or ""):
                self.reading.repeated([value], node, count)
        frame.variables = outside
        return container

    def iterate(self, node: cst.BaseExpression) -> Value:
        """What a loop variable over `node` holds; a tuple Container for enumerate and zip."""
        if isinstance(node, cst.Call):
            values = [self.evaluate(argument.value) for argument in node.args]
            name = dotted_name(node.func)
            if name == "enumerate" and values:
                self.reading.drained(values[0], node.args[0].value)
                return Container(node, kind="tuple", items=[Constant(), self.element(values[0])])
            if name == "zip":
                for value, argument in zip(values, node.args, strict=True):
                    self.reading.drained(value, argument.value)
                return Container(node, kind="tuple", items=[self.element(v) for v in values])
            if name in ("reversed", "list", "tuple", "sorted", "iter") and values:
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
        return Item(value.node) if self.reading.frame.running else Unknown(value.node)

    def _subscript(self, node: cst.Subscript) -> Value:
        owner = self.evaluate(node.value)
        if isinstance(owner, (Parameter, LostParameter)):
            return self.lose(owner, node, "arithmetic")
        if isinstance(owner, Tensor):
            return Tensor(
                node,
                trainable=owner.trainable,
                factory=owner.factory,
                deviceless=owner.deviceless,
                leaf=not owner.records,
            )
        if isinstance(owner, (Container, Element)):
            return self.element(owner)
        if isinstance(owner, Activation):
            return self.flowing(node, [owner])
        return Item(node) if isinstance(owner, Item) else Unknown(node, owner=owner)

    # --- operators

    def _comparison(self, node: cst.Comparison) -> Value:
        """A mask where a tensor is compared by value; nothing flows back through it."""
        values = [self.evaluate(node.left)]
        values += [self.evaluate(part.comparator) for part in node.comparisons]
        by_value = all(
            isinstance(
                part.operator,
                (
                    cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual,
                    cst.Equal, cst.NotEqual,
                ),
            )
            for part in node.comparisons
        )  # fmt: skip
        if by_value and any(isinstance(value, Activation) for value in values):
            return self.reading.flowed(Activation(node, attached=False, inputs=values))
        tensors = [value for value in values if isinstance(value, Tensor)]
        if by_value and tensors:
            return Tensor(
                node,
                scalar=all(tensor.scalar for tensor in tensors),
                factory=next((t.factory for t in tensors if t.factory), None),
                deviceless=next((t.deviceless for t in tensors if t.deviceless), None),
            )
        return Constant(node)

    def _binary(self, node: cst.BinaryOperation) -> Value:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        for side, count in ((left, node.right), (right, node.left)):
            # a count is no data, though the argument of a function may look like it
            if isinstance(node.operator, cst.Multiply) and (
                isinstance(side, Container)
                # no other Module can be multiplied, unless it says itself what that means
                or (isinstance(side, Module) and side.nn_name == "Sequential")
            ):
                return self._repeated(node, side, count)
        if isinstance(left, Activation) or isinstance(right, Activation):
            return self.flowing(node, [left, right])
        for side in (left, right):
            if isinstance(side, (Parameter, LostParameter)):
                return self.lose(side, node, "arithmetic")
        if isinstance(node.operator, cst.Add) and (
            isinstance(left, ModelParameters) or isinstance(right, ModelParameters)
        ):
            added = _added(node.left, left) + _added(node.right, right)
            return ModelParameters(node, added=added)
        if isinstance(left, Container) and isinstance(right, Container):
            joined = Container(node, kind=left.kind, items=left.items + right.items)
            joined.complete = left.complete and right.complete
            return joined
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            sides = [side for side in (left, right) if isinstance(side, Tensor)]
            return Tensor(
                node,
                trainable=any(side.trainable for side in sides),
                scalar=all(side.scalar for side in sides)
                and all(isinstance(side, (Tensor, Constant)) for side in (left, right)),
                factory=next((side.factory for side in sides if side.factory), None),
                deviceless=next((side.deviceless for side in sides if side.deviceless), None),
                leaf=not any(side.records for side in sides),
            )
        if isinstance(left, Constant) and isinstance(right, Constant):
            return Constant(node, source=left.source or right.source)
        return Unknown(node)

    def _repeated(
        self, node: cst.BinaryOperation, side: Container | Module, count: cst.BaseExpression
    ) -> Value:
        if isinstance(side, Module):
            self.reading.repeated([side], node, count)
            return Module(node, type_name=side.type_name, nn_name=side.nn_name, contents=[side])
        self.reading.repeated(side.items, node, count)
        repeated = Container(node, kind=side.kind, items=list(side.items), repeated=True)
        repeated.complete = side.complete
        return repeated

    def _unary(self, node: cst.UnaryOperation) -> Value:
        value = self.evaluate(node.expression)
        if isinstance(node.operator, cst.Not):
            return Constant(node)
        if isinstance(value, (Parameter, LostParameter)):
            return (
                value
                if isinstance(node.operator, cst.Plus)
                else self.lose(value, node, "arithmetic")
            )
        if isinstance(value, Tensor):
            return Tensor(
                node,
                trainable=value.trainable,
                scalar=value.scalar,
                factory=value.factory,
                deviceless=value.deviceless,
                leaf=not value.records,
            )
        if isinstance(value, Activation):
            return self.flowing(node, [value])
        return Constant(node) if isinstance(value, Constant) else Unknown(node)

    def flowing(self, node: cst.CSTNode, values: list[Value]) -> Activation:
        """What is computed from activations: attached when one of them is, or a Parameter."""
        attached = any(
            value.attached
            if isinstance(value, Activation)
            else isinstance(value, (Parameter, LostParameter))
            for value in values
        )
        return self.reading.flowed(Activation(node, attached=attached, inputs=values))

    def _if(self, node: cst.IfExp) -> Value:
        ways = self.evaluate(node.body), self.evaluate(node.orelse)
        known = [way for way in ways if not isinstance(way, Constant)]
        if len(known) == 1:
            return known[0]
        kinds = {type(way) for way in known}
        if kinds == {Activation} or kinds == {Module}:
            return united(known)
        return known[0] if len(kinds) == 1 else Unknown(node)

    def lose(
        self,
        value: Parameter | LostParameter,
        node: cst.CSTNode,
        how: str,
        detached: bool = False,
    ) -> LostParameter:
        origin = value if isinstance(value, Parameter) else value.origin
        if isinstance(value, LostParameter):
            how, detached = value.how, detached or value.detached
        return LostParameter(
            node,
            origin=origin,
            how="conversion" if how == "conversion" else "arithmetic",
            detached=detached,
        )

    # --- calls and annotations

    def arguments(self, node: cst.Call) -> list[Value]:
        """The values of the arguments, `*args` included as what it spreads."""
        return [self.evaluate(argument.value) for argument in node.args]

    def annotated(self, annotation: cst.Annotation | None) -> Value:
        """What a function's parameter may hold, by its annotation."""
        if annotation is None:
            return Unknown()
        node = annotation.annotation
        if isinstance(node, cst.Subscript):
            kind = _ANNOTATED_CONTAINERS.get((dotted_name(node.value) or "").rpartition(".")[2])
            inner = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
            if kind == "dict":
                inner = inner[1:]
            if kind is not None and inner and self._is_module_type(inner[0]):
                item = Module(
                    inner[0], type_name=dotted_name(inner[0]) or "Module", made_here=False
                )
                return Container(node, kind=kind, items=[item])
            return Unknown(node)
        if self._is_module_type(node):
            return Module(node, type_name=dotted_name(node) or "Module", made_here=False)
        if dotted_name(node) in ("int", "float", "str", "bool"):
            return Constant(node)
        return Unknown(node)

    def _is_module_type(self, node: cst.BaseExpression) -> bool:
        return self.reading.file.is_module_base(node) or (
            isinstance(node, cst.Name) and node.value in self.reading.file.module_classes
        )


def _method(node: cst.Call) -> str:
    """The name of the method that is called; empty for a function."""
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else ""


def _range(clause: cst.CompFor) -> cst.BaseExpression | None:
    """The `n` of a comprehension's `for _ in range(n)`; None for any other loop."""
    call = clause.iter
    if isinstance(call, cst.Call) and dotted_name(call.func) == "range" and len(call.args) == 1:
        return call.args[0].value
    return None


def _added(node: cst.BaseExpression, value: Value) -> list[tuple[cst.BaseExpression, Value]]:
    """The operands of a sum of parameters; of anything else, itself."""
    if isinstance(value, ModelParameters) and isinstance(node, cst.BinaryOperation):
        return value.added
    return [(node, value)]
