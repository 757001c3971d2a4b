"""Evaluates expressions of a Module class to Values, without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .calls import Calls
from .collected import Collections
from .operators import Operators
from .tree import dotted_name, free_names
from .values import (
    Activation,
    ClassReference,
    Constant,
    Container,
    ContainerKind,
    Function,
    LostParameter,
    Module,
    Parameter,
    SelfReference,
    Tensor,
    TorchFunction,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .interpreter import Interpreter

_CLASS_NAMES = ("class", "cls", "klass")
_ANNOTATED_CONTAINERS: dict[str, ContainerKind] = {
    "list": "list", "List": "list", "Sequence": "list", "Iterable": "list", "Collection": "list",
    "tuple": "tuple", "Tuple": "tuple", "dict": "dict", "Dict": "dict", "Mapping": "dict",
}  # fmt: skip


class Evaluator(Collections, Operators):
    """Evaluates expressions where one `Interpreter` is reading."""

    def __init__(self, reading: Interpreter) -> None:
        super().__init__(reading)
        self._by_type = {
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
            cst.BooleanOperation: self._boolean,
            cst.Lambda: self._lambda,
            cst.Yield: self._yield,
            cst.Await: self._await,
            cst.NamedExpr: self._named,
            cst.FormattedString: self._formatted,
            cst.ConcatenatedString: self._concatenated,
        }

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
                placed=owner.placed,
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
        return Function(node, frame=self.reading.frame, captured=self.captured(node))

    def _yield(self, node: cst.Yield) -> Value:
        given = node.value.item if isinstance(node.value, cst.From) else node.value
        self.reading.yielded(Constant(node) if given is None else self.evaluate(given))
        return Unknown(node)

    def _await(self, node: cst.Await) -> Value:
        return self.evaluate(node.expression)

    def captured(self, node: cst.Lambda | cst.FunctionDef) -> list[Value]:
        """The values of the variables around a function that its body reads."""
        values = (self.reading.variable(name) for name in free_names(node))
        return [value for value in values if value is not None]

    # --- calls and annotations

    def expected(self, parameter: cst.Param) -> Value:
        """What a function's parameter may hold, by a class that is its default, or its annotation."""
        if isinstance(parameter.default, (cst.Name, cst.Attribute)):
            reference = self._class_reference(parameter.default)
            if reference is not None:
                reference.node = parameter
                return reference
        return self._annotated(parameter)

    def _annotated(self, parameter: cst.Param) -> Value:
        """What a function's parameter may hold, by its annotation."""
        # `model_class: nn.Module` is often written where `type[nn.Module]` is meant
        if parameter.annotation is None or parameter.name.value.lower().endswith(_CLASS_NAMES):
            return Unknown()
        node = parameter.annotation.annotation
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
