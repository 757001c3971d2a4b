"""Evaluates expressions of a Module class to Values, without running anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .tree import dotted_name
from .values import (
    Buffer,
    Constant,
    Container,
    ContainerKind,
    Element,
    LostParameter,
    Module,
    Parameter,
    SelfReference,
    Tensor,
    Unknown,
    Value,
    leaves,
    release,
    reveal,
)

if TYPE_CHECKING:
    from .reading import Reading

_CONTAINER_CALLS: dict[str, ContainerKind] = {
    "list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "dict": "dict",
    "sorted": "list", "reversed": "list", "OrderedDict": "dict", "collections.OrderedDict": "dict",
    "deque": "list", "collections.deque": "list", "defaultdict": "dict",
    "collections.defaultdict": "dict",
}  # fmt: skip
_ANNOTATED_CONTAINERS: dict[str, ContainerKind] = {
    "list": "list", "List": "list", "Sequence": "list", "Iterable": "list", "Collection": "list",
    "tuple": "tuple", "Tuple": "tuple", "dict": "dict", "Dict": "dict", "Mapping": "dict",
}  # fmt: skip


class Evaluator:
    """Evaluates expressions inside one `Reading` of a class."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.names = reading.file.names
        self._by_type: dict[type[cst.CSTNode], Callable[..., Value]] = {
            cst.Name: self._name,
            cst.Attribute: self._attribute,
            cst.Call: self._call,
            cst.List: self._sequence,
            cst.Tuple: self._sequence,
            cst.Set: self._sequence,
            cst.Dict: self._dict,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.DictComp: self._comprehension,
            cst.BinaryOperation: self._binary,
            cst.UnaryOperation: self._unary,
            cst.Subscript: self._subscript,
            cst.IfExp: self._if,
            cst.NamedExpr: self._named,
        }

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """The value of an expression; Unknown when it cannot be told."""
        handler = self._by_type.get(type(node))
        if handler is not None:
            return handler(node)
        if isinstance(node, (cst.BaseNumber, cst.BaseString, cst.Comparison)):
            return Constant(node)
        return Unknown(node)

    # --- names

    def _name(self, node: cst.Name) -> Value:
        frame = self.reading.frame
        if node.value in frame.variables:
            return frame.variables[node.value]
        if node.value in ("None", "True", "False"):
            return Constant(node)
        return Unknown(node)

    def _attribute(self, node: cst.Attribute) -> Value:
        owner = self.evaluate(node.value)
        name = node.attr.value
        if isinstance(owner, SelfReference):
            return self.reading.current.get(name) or Unknown(node)
        if isinstance(owner, (Parameter, LostParameter)) and name in facts.CONVERSION_ATTRIBUTES:
            return self._lose(owner, node, "conversion", name in facts.DETACHING)
        if isinstance(owner, Tensor) and name in facts.CONVERSION_ATTRIBUTES:
            return Tensor(node, trainable=owner.trainable and name != "data", factory=owner.factory)
        return Unknown(node)

    def _named(self, node: cst.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        if isinstance(node.target, cst.Name):
            self.reading.frame.variables[node.target.value] = value
        return value

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
                self._spread(value, container)
            else:
                container.items.append(value)
        return container

    def _spread(self, value: Value, container: Container) -> None:
        """Put the items of `value` into `container`, as `*value` or `extend(value)` does."""
        if isinstance(value, Element):
            value = value.container
        if isinstance(value, Container):
            container.items += value.items
            container.complete = container.complete and value.complete
        elif isinstance(value, Module):
            container.items += value.contents
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
                self._spread(value, container)
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
            container.items.append(self.evaluate(node.elt))
        frame.variables = outside
        return container

    def iterate(self, node: cst.BaseExpression) -> Value:
        """What a loop variable over `node` holds; a tuple Container for enumerate and zip."""
        if isinstance(node, cst.Call):
            values = [self.evaluate(argument.value) for argument in node.args]
            name = dotted_name(node.func)
            if name == "enumerate" and values:
                return Container(node, kind="tuple", items=[Constant(), self._element(values[0])])
            if name == "zip":
                return Container(node, kind="tuple", items=[self._element(v) for v in values])
            if name in ("reversed", "list", "tuple", "sorted", "iter") and values:
                return self._element(values[0])
            if name == "range":
                return Constant(node)
            if isinstance(node.func, cst.Attribute) and not node.args:
                owner = self.evaluate(node.func.value)
                if node.func.attr.value == "items":
                    return Container(node, kind="tuple", items=[Constant(), self._element(owner)])
                if node.func.attr.value == "values":
                    return self._element(owner)
        return self._element(self.evaluate(node))

    def _element(self, value: Value) -> Value:
        if isinstance(value, Element):
            value = value.container
        if isinstance(value, Container):
            # a tuple of constants stays constant: `for width in (64, 128)`
            if value.items and all(isinstance(item, Constant) for item in value.items):
                return Constant(value.node)
            return Element(value.node, container=value)
        return Unknown(value.node)

    def _subscript(self, node: cst.Subscript) -> Value:
        owner = self.evaluate(node.value)
        if isinstance(owner, (Parameter, LostParameter)):
            return self._lose(owner, node, "arithmetic")
        if isinstance(owner, Tensor):
            return Tensor(node, trainable=owner.trainable, factory=owner.factory)
        if isinstance(owner, (Container, Element)):
            return self._element(owner)
        return Unknown(node)

    # --- operators

    def _binary(self, node: cst.BinaryOperation) -> Value:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        for side in (left, right):
            if isinstance(side, (Parameter, LostParameter)):
                return self._lose(side, node, "arithmetic")
        if isinstance(left, Container) and isinstance(right, Container):
            joined = Container(node, kind=left.kind, items=left.items + right.items)
            joined.complete = left.complete and right.complete
            return joined
        for side in (left, right):
            if isinstance(side, Container) and isinstance(node.operator, cst.Multiply):
                repeated = Container(node, kind=side.kind, items=list(side.items), repeated=True)
                repeated.complete = side.complete
                return repeated
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            sides = [side for side in (left, right) if isinstance(side, Tensor)]
            return Tensor(
                node,
                trainable=any(side.trainable for side in sides),
                scalar=all(side.scalar for side in sides)
                and all(isinstance(side, (Tensor, Constant)) for side in (left, right)),
                factory=next((side.factory for side in sides if side.factory), None),
            )
        if isinstance(left, Constant) and isinstance(right, Constant):
            return Constant(node)
        return Unknown(node)

    def _unary(self, node: cst.UnaryOperation) -> Value:
        value = self.evaluate(node.expression)
        if isinstance(node.operator, cst.Not):
            return Constant(node)
        if isinstance(value, (Parameter, LostParameter)):
            return (
                value
                if isinstance(node.operator, cst.Plus)
                else self._lose(value, node, "arithmetic")
            )
        if isinstance(value, Tensor):
            return Tensor(
                node, trainable=value.trainable, scalar=value.scalar, factory=value.factory
            )
        return Constant(node) if isinstance(value, Constant) else Unknown(node)

    def _if(self, node: cst.IfExp) -> Value:
        ways = self.evaluate(node.body), self.evaluate(node.orelse)
        known = [way for way in ways if not isinstance(way, Constant)]
        if len(known) == 1:
            return known[0]
        kinds = {type(way) for way in known}
        return known[0] if len(kinds) == 1 else Unknown(node)

    def _lose(
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

    # --- calls

    def _call(self, node: cst.Call) -> Value:
        if isinstance(node.func, cst.Attribute):
            owner_name = dotted_name(node.func.value)
            dotted = self.names.resolve(node.func)
            if dotted is None or (owner_name or "").split(".")[0] in self.reading.frame.variables:
                return self._method(node, node.func)
            return self._function(node, dotted)
        name = dotted_name(node.func)
        if name is None:
            self.evaluate(node.func)
            return self._unknown_call(node)
        if name in self.reading.frame.variables:
            return self._unknown_call(node)
        return self._function(node, self.names.resolve_dotted(name) or name)

    def arguments(self, node: cst.Call) -> list[Value]:
        """The values of the arguments, `*args` included as what it spreads."""
        return [self.evaluate(argument.value) for argument in node.args]

    def _unknown_call(self, node: cst.Call) -> Value:
        for value in self.arguments(node):
            release(value)
        return Unknown(node)

    def _function(self, node: cst.Call, dotted: str) -> Value:
        nn_name = facts.nn_class(dotted)
        if nn_name is not None:
            return self._module(node, nn_name.rpartition(".")[2], nn_name)
        if dotted in ("torch.nn.Parameter", "torch.nn.UninitializedParameter"):
            self.arguments(node)
            return Parameter(node)
        if dotted == "torch.nn.Buffer":
            return Buffer(node)
        if dotted in self.reading.file.module_classes:
            return self._module(node, dotted, None)
        if dotted in _CONTAINER_CALLS:
            return self._container_call(node, _CONTAINER_CALLS[dotted])
        values = self.arguments(node)
        if dotted in facts.MODULE_WRAPPERS or dotted in facts.COPIERS:
            return self._wrapped(node, values, dotted in facts.COPIERS)
        if facts.is_initialiser(dotted) and values:
            return self._initialised(values[0])
        if facts.is_tensor_function(dotted):
            return self._tensor_call(node, dotted, values)
        if dotted == "torch.autograd.Variable" and values and isinstance(values[0], Tensor):
            return Tensor(
                node, trainable=_is_true(node, "requires_grad"), factory=values[0].factory
            )
        if dotted == "setattr" and len(values) == 3 and isinstance(values[0], SelfReference):
            reveal(values[2])
            return Constant(node)
        if dotted in facts.HARMLESS_FUNCTIONS:
            return Unknown(node)
        if dotted in self.reading.file.functions:
            return self.reading.call(self.reading.file.functions[dotted], node, values, None)
        for value in values:
            release(value)
        return Unknown(node)

    def _module(self, node: cst.Call, name: str, nn_name: str | None) -> Module:
        contents: list[Value] = []
        for argument in node.args:
            value = self.evaluate(argument.value)
            contents.append(value.container if isinstance(value, Element) else value)
        if nn_name is None:
            stateful = self.reading.file.owns_state(name)
        elif nn_name in facts.REGISTERING_CONTAINERS:
            stateful = not contents or any(_may_hold_state(value) for value in contents)
        else:
            stateful = nn_name in facts.MODULES_WITH_STATE
        return Module(node, type_name=name, nn_name=nn_name, stateful=stateful, contents=contents)

    def _container_call(self, node: cst.Call, kind: ContainerKind) -> Value:
        container = Container(node, kind=kind)
        for argument in node.args:
            value = self.evaluate(argument.value)
            if argument.keyword is not None:
                container.items.append(value)
                container.complete = False
            else:
                self._spread(value, container)
        return container

    def _wrapped(self, node: cst.Call, values: list[Value], copied: bool) -> Value:
        first = values[0] if values else Unknown(node)
        if isinstance(first, Module):
            return Module(
                node,
                type_name=first.type_name,
                nn_name=first.nn_name,
                stateful=first.stateful,
                contents=[] if copied else [first],
            )
        return Unknown(node)

    def _initialised(self, value: Value) -> Value:
        if isinstance(value, Tensor):
            value.trainable = True  # filled in place: a start value for learning
        return value

    def _tensor_call(self, node: cst.Call, dotted: str, values: list[Value]) -> Value:
        for value in values:
            if isinstance(value, (Parameter, LostParameter)):
                return self._lose(value, node, "arithmetic")
        tensors = [value for value in values if isinstance(value, Tensor)]
        name = dotted.rpartition(".")[2]
        wants_grad = _is_true(node, "requires_grad")
        scalar = (
            name in ("tensor", "as_tensor")
            and bool(node.args)
            and isinstance(node.args[0].value, (cst.BaseNumber, cst.UnaryOperation))
        ) or (bool(tensors) and len(tensors) == len(values) and all(t.scalar for t in tensors))
        factory = next((t.factory for t in tensors if t.factory), name)
        return Tensor(
            node,
            trainable=wants_grad or any(t.trainable for t in tensors),
            scalar=scalar,
            factory=factory,
        )

    # --- methods

    def _method(self, node: cst.Call, function: cst.Attribute) -> Value:
        name = function.attr.value
        if _is_super(function.value):
            return self.reading.super_call(node, name)
        owner = self.evaluate(function.value)
        values = self.arguments(node)
        if isinstance(owner, SelfReference):
            return self._own_method(node, name, values)
        if isinstance(owner, (Parameter, LostParameter)):
            return self._parameter_method(node, owner, name)
        if isinstance(owner, Tensor):
            return self._tensor_method(node, owner, name)
        if isinstance(owner, Module):
            return self._module_method(node, owner, name, values)
        if isinstance(owner, Container):
            return self._container_method(node, owner, name, values)
        for value in values:
            release(value)
        return Unknown(node)

    def _own_method(self, node: cst.Call, name: str, values: list[Value]) -> Value:
        if name in ("add_module", "register_module", "register_parameter"):
            for value in values:
                reveal(value)
            return Constant(node)
        if name == "register_buffer":
            self.reading.registered_buffer(node, values)
            return Constant(node)
        method = self.reading.definition.methods().get(name)
        if method is not None:
            return self.reading.call(method, node, values, self.reading.self_value)
        for value in values:
            release(value)
        return Unknown(node)

    def _parameter_method(
        self, node: cst.Call, owner: Parameter | LostParameter, name: str
    ) -> Value:
        if name in facts.IDENTITY_METHODS or name.endswith("_"):
            return owner
        if name in facts.CONVERSION_METHODS:
            return self._lose(owner, node, "conversion", name in facts.DETACHING)
        if name in facts.TENSOR_METHODS:
            return self._lose(owner, node, "arithmetic")
        return Unknown(node)

    def _tensor_method(self, node: cst.Call, owner: Tensor, name: str) -> Value:
        if name == "requires_grad_":
            owner.trainable = not node.args or _is_name(node.args[0].value, "True")
            return owner
        if name.endswith("_") and not name.startswith("_"):
            return owner
        if name in facts.TENSOR_METHODS or name in ("to", "type", "cuda", "cpu", "double", "half"):
            trainable = owner.trainable and name != "detach"
            return Tensor(node, trainable=trainable, scalar=owner.scalar, factory=owner.factory)
        return Unknown(node)

    def _module_method(
        self, node: cst.Call, owner: Module, name: str, values: list[Value]
    ) -> Value:
        if name in facts.MODULE_SELF_METHODS:
            return owner
        if name in ("append", "extend", "insert", "add_module", "register_module", "update"):
            for value in values:
                if owner.visible:
                    reveal(value)
                owner.contents.append(value.container if isinstance(value, Element) else value)
            if any(_may_hold_state(value) for value in values):
                owner.stateful = True
            return owner
        for value in values:
            release(value)
        return Unknown(node)

    def _container_method(
        self, node: cst.Call, owner: Container, name: str, values: list[Value]
    ) -> Value:
        if name in ("append", "appendleft", "add"):
            owner.items += values
        elif name == "insert":
            owner.items += values[1:]
        elif name in ("extend", "update"):
            for value in values:
                self._spread(value, owner)
        elif name == "setdefault":
            owner.items += values[1:]
            owner.keys += [argument.value for argument in node.args[:1]]
        elif name == "copy":
            return Container(
                node, kind=owner.kind, items=list(owner.items), complete=owner.complete
            )
        else:
            return (
                self._element(owner)
                if name in ("pop", "get", "popitem", "popleft")
                else Unknown(node)
            )
        owner.additions.append((self.reading.tick(), node))
        return Constant(node)

    # --- annotations

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


def _may_hold_state(value: Value) -> bool:
    return any(
        item.stateful if isinstance(item, Module) else not isinstance(item, Constant)
        for item in leaves(value)
    )


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _is_true(node: cst.Call, keyword: str) -> bool:
    return any(
        argument.keyword is not None
        and argument.keyword.value == keyword
        and _is_name(argument.value, "True")
        for argument in node.args
    )


def _is_super(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and _is_name(node.func, "super")
