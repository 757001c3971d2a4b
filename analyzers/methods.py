"""Evaluates calls of methods: of tensors, Modules, containers, and of the class itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .held import leaves
from .placing import is_move
from .tree import is_name
from .values import (
    Activation,
    ClassReference,
    Constant,
    Container,
    Element,
    Function,
    Item,
    LostParameter,
    ModelParameters,
    Module,
    Parameter,
    Parts,
    SelfReference,
    Tensor,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .evaluate import Evaluator


# what puts something into a list, set or dictionary
_FILLING = frozenset({"append", "appendleft", "add", "insert", "extend", "update", "setdefault"})


class Methods(ABC):
    """Evaluates the calls of methods inside one `Evaluator`."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.reading = evaluator.reading
        self.names = evaluator.names

    @abstractmethod
    def _called(self, node: cst.Call, value: Value) -> Value:
        """Calling an object: a Module gives an activation, its class a Module."""

    def _method(self, node: cst.Call, function: cst.Attribute) -> Value:
        name = function.attr.value
        if _is_super(function.value):
            return self.reading.super_call(node, name)
        owner = self.evaluator.evaluate(function.value)
        if isinstance(owner, SelfReference) and name in self.reading.current:
            return self._called(node, self.reading.current[name])
        nested = self._nested_class(owner, name)
        if nested is not None:
            return self._called(node, nested)
        values = self.evaluator.arguments(node)
        if isinstance(owner, SelfReference):
            return self._own_method(node, name, values)
        self.reading.used(owner, node, name, values)
        if name in ("parameters", "named_parameters") and (
            isinstance(owner, (Module, Unknown))
            or (isinstance(owner, Activation) and owner.assumed)
        ):
            return ModelParameters(node, owner=owner)
        if isinstance(owner, Activation):
            return self._activation_method(node, owner, name, values)
        if isinstance(owner, (Parameter, LostParameter)):
            return self._parameter_method(node, owner, name)
        if isinstance(owner, Tensor):
            return self._tensor_method(node, owner, name)
        if isinstance(owner, Module):
            return self._module_method(node, owner, name, values)
        if isinstance(owner, Container):
            return self._container_method(node, owner, name, values)
        if isinstance(owner, Element) and name in ("append", "insert", "extend"):
            inner = [item for item in owner.container.items if isinstance(item, Container)]
            if len(inner) == len(owner.container.items):
                for item in inner:  # any of them, `levels[name].append(layer)`
                    self._container_method(node, item, name, values)
                return Constant(node)
        if isinstance(owner, Item) and (
            name in facts.TENSOR_METHODS or name in facts.CONVERSION_METHODS
        ):
            return Item(node)
        for value in values:
            self.reading.release(value)
        return Unknown(node)

    def _nested_class(self, owner: Value, name: str) -> ClassReference | None:
        """The Module class that `Outer.Inner` or `self.Inner` names, where it stands in the other."""
        definition = self.reading.file.module_classes.get(name)
        if definition is None or not isinstance(owner, (ClassReference, SelfReference)):
            return None
        outer = definition.qualified_name.rpartition(".")[0]
        if not outer or (isinstance(owner, ClassReference) and owner.type_name != outer):
            return None
        return ClassReference(definition.node, type_name=name)

    def _own_method(self, node: cst.Call, name: str, values: list[Value]) -> Value:
        if name in facts.REGISTERING_METHODS:
            self.reading.called(f"self.{name}", node, values, Constant(node))
            if name == "register_buffer":
                self.reading.registered_buffer(node, values)
            else:
                for value in values:
                    self.reading.reveal(value)
            return Constant(node)
        method = self.reading.own_method(name)
        if method is not None:
            return self.reading.call(method, node, values, self.reading.self_value)
        self.reading.called(f"self.{name}", node, values, Unknown(node))
        for value in values:
            self.reading.release(value)
        return Unknown(node)

    def _parameter_method(
        self, node: cst.Call, owner: Parameter | LostParameter, name: str
    ) -> Value:
        if name in facts.IDENTITY_METHODS or name.endswith("_"):
            return owner
        if name in facts.CONVERSION_METHODS:
            return self.evaluator.lose(owner, node, "conversion", name in facts.DETACHING)
        if name in facts.TENSOR_METHODS:
            return self.evaluator.lose(owner, node, "arithmetic")
        return Unknown(node)

    def _activation_method(
        self, node: cst.Call, owner: Activation, name: str, values: list[Value]
    ) -> Value:
        if name in ("item", "tolist"):
            return Constant(node, source=owner)
        if name in ("size", "dim", "numel", "stride", "element_size"):
            return Constant(node)
        attached = owner.attached and name not in ("detach", "detach_", "numpy")
        return self.reading.flowed(
            Activation(node, attached=attached, function=name, inputs=[owner, *values])
        )

    def _tensor_method(self, node: cst.Call, owner: Tensor, name: str) -> Value:
        if name == "requires_grad_":
            self.reading.touched.append(owner)
            owner.trainable = not node.args or is_name(node.args[0].value, "True")
            owner.initialised = False
            return owner
        if name.endswith("_") and not name.startswith("_"):
            return owner
        if name in facts.TENSOR_METHODS or name in ("to", "type", "cuda", "cpu", "double", "half"):
            return Tensor(
                node,
                trainable=owner.trainable and name != "detach",
                scalar=(owner.scalar and name not in facts.SHAPING_METHODS)
                or (name in facts.REDUCING and not node.args),
                factory=owner.factory,
                deviceless=None if name in facts.MOVING_METHODS else owner.deviceless,
                placed=is_move(node, name) or (owner.placed and name != "cpu"),
                leaf=not owner.records or name == "detach",
            )
        if name in facts.GIVE_PARTS:
            return Parts(node, whole=owner)
        return Unknown(node)

    def _module_method(
        self, node: cst.Call, owner: Module, name: str, values: list[Value]
    ) -> Value:
        if name in facts.MODULE_SELF_METHODS:
            return owner
        if name == "forward" and self.reading.frame.running:
            return self.reading.flowed(Activation(node, maker=owner, inputs=values))
        if name in ("append", "extend", "insert", "add_module", "register_module", "update"):
            self.reading.touched.append(owner)
            for value in values:
                if owner.visible:
                    self.reading.reveal(value)
                owner.contents.append(value.container if isinstance(value, Element) else value)
            if any(may_hold_state(value) for value in values):
                owner.stateful = True
            return owner
        for value in values:
            self.reading.release(value)
        return Unknown(node)

    def _container_method(
        self, node: cst.Call, owner: Container, name: str, values: list[Value]
    ) -> Value:
        if name in _FILLING:
            self.reading.fills(owner)
        if name in ("append", "appendleft", "add"):
            owner.items += values
        elif name == "insert":
            owner.items += values[1:]
        elif name in ("extend", "update"):
            for value in values:
                self.evaluator.spread(value, owner)
        elif name == "setdefault":
            owner.items += values[1:]
            owner.keys += [argument.value for argument in node.args[:1]]
        elif name == "copy" or (name == "values" and owner.kind == "dict"):
            kind = owner.kind if name == "copy" else "list"
            return Container(node, kind=kind, items=list(owner.items), complete=owner.complete)
        else:
            return (
                self.evaluator.element(owner)
                if name in ("pop", "get", "popitem", "popleft")
                else Unknown(node)
            )
        owner.additions.append((self.reading.tick(), node))
        return Constant(node)


def partial_class(value: Value) -> ClassReference | None:
    """The Module class of `functools.partial(nn.Linear, 4)`."""
    if (
        not isinstance(value, Function)
        or not isinstance(value.node, cst.Call)
        or not value.captured
    ):
        return None
    first = value.captured[0]
    given = value.node.args[0].value if value.node.args else None
    return first if isinstance(first, ClassReference) and first.node is given else None


def may_hold_state(value: Value) -> bool:
    """Whether something with parameters may be in it."""
    return any(
        item.stateful if isinstance(item, Module) else not isinstance(item, Constant)
        for item in leaves(value)
    )


def _is_super(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and is_name(node.func, "super")
