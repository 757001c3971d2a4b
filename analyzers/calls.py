"""Evaluates calls: constructors of torch.nn, functions and methods, of torch and of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .tree import dotted_name
from .values import (
    Activation,
    Buffer,
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
    Optimizer,
    Parameter,
    Scheduler,
    SelfReference,
    Tensor,
    TorchFunction,
    Unknown,
    Value,
    leaves,
    reveal,
)

if TYPE_CHECKING:
    from .evaluate import Evaluator
    from .file_model import FileModel

_CONTAINER_CALLS: dict[str, ContainerKind] = {
    "list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "dict": "dict",
    "sorted": "list", "reversed": "list", "OrderedDict": "dict", "collections.OrderedDict": "dict",
    "deque": "list", "collections.deque": "list", "defaultdict": "dict",
    "collections.defaultdict": "dict",
}  # fmt: skip


class Calls:
    """Evaluates the calls inside one `Evaluator`."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.reading = evaluator.reading
        self.names = evaluator.names

    def call(self, node: cst.Call) -> Value:
        """The value of a call."""
        if isinstance(node.func, cst.Attribute):
            owner_name = dotted_name(node.func.value)
            dotted = self.names.resolve(node.func)
            root = (owner_name or "").split(".")[0]
            if dotted is None or root in self.reading.frame.variables:
                return self._method(node, node.func)
            return self._function(node, dotted)
        name = dotted_name(node.func)
        if name is None or self._is_variable(name):
            return self._called(node, self.evaluator.evaluate(node.func))
        return self._function(node, self.names.resolve_dotted(name) or name)

    def _is_variable(self, name: str) -> bool:
        """Whether `name` is a variable here; one of the top level hides no function or import."""
        if name in self.reading.frame.variables:
            return True
        file = self.reading.file
        return (
            self.reading.variable(name) is not None
            and self.names.resolve_dotted(name) is None
            and name not in file.functions
        )

    def _called(self, node: cst.Call, value: Value) -> Value:
        """Calling an object: a Module gives an activation, its class a Module."""
        if isinstance(value, ClassReference):
            return self._module(node, value.type_name, value.nn_name)
        if isinstance(value, TorchFunction):
            return self._function(node, value.name)
        values = self.evaluator.arguments(node)
        frame = self.reading.frame
        if (
            isinstance(value, Function)
            and value.definition
            and (frame.running or frame.constructing)
        ):
            return self.reading.call(value.definition, node, values, None, value.frame)
        self.reading.used(value, node, None, values)
        if self.reading.frame.running and isinstance(value, (Module, Element, SelfReference)):
            return self.reading.flowed(Activation(node, maker=value, inputs=values))
        for argument in (value, *values) if isinstance(value, Function) else values:
            self.reading.release(argument)
        if any(isinstance(argument, Activation) for argument in values):
            return self.reading.flowed(Activation(node, inputs=values))
        return Unknown(node)

    def _function(self, node: cst.Call, dotted: str) -> Value:
        nn_name = facts.nn_class(dotted)
        if nn_name is not None:
            return self._module(node, nn_name.rpartition(".")[2], nn_name)
        if dotted in ("torch.nn.Parameter", "torch.nn.UninitializedParameter"):
            parameter = Parameter(node)
            self.reading.created(parameter, node, self.evaluator.arguments(node))
            return parameter
        if dotted == "torch.nn.Buffer":
            buffer = Buffer(node)
            self.reading.created(buffer, node, self.evaluator.arguments(node))
            return buffer
        if facts.is_optimizer(dotted) or facts.is_scheduler(dotted):
            return self._optimizer(node, dotted)
        if dotted in self.reading.file.module_classes:
            return self._module(node, dotted, None)
        elsewhere = self.reading.file.imported_class(dotted)
        if elsewhere is not None:
            return self._module(node, elsewhere[1].name, None, elsewhere[0])
        if dotted in _CONTAINER_CALLS:
            return self._container_call(node, _CONTAINER_CALLS[dotted])
        values = self.evaluator.arguments(node)
        if dotted in facts.READ_THROUGH:
            for value, argument in zip(values, node.args, strict=True):
                self.reading.drained(value, argument.value)
        event = self.reading.called(dotted, node, values, Unknown(node))
        event.result = self._result(node, dotted, values)
        return event.result

    def _result(self, node: cst.Call, dotted: str, values: list[Value]) -> Value:
        """What a function that makes no Module, Parameter or container returns."""
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
        if dotted == "torch.autograd.Variable" and _is_true(node, "requires_grad"):
            return Tensor(node, trainable=True)  # a new leaf, whatever it was made from
        if dotted == "setattr" and len(values) == 3 and isinstance(values[0], SelfReference):
            reveal(values[2])
            return Constant(node)
        if dotted == "functools.partial":
            return Function(node, captured=values)
        if dotted in ("float", "int") and values and isinstance(values[0], Activation):
            return Constant(node, source=values[0])
        if dotted == "filter" and len(values) == 2 and isinstance(values[1], ModelParameters):
            return ModelParameters(node, owner=values[1].owner)
        if dotted in facts.HARMLESS_FUNCTIONS:
            return Unknown(node)
        if dotted in self.reading.file.functions:
            function = self.reading.followed[dotted] = self.reading.file.functions[dotted]
            return self.reading.call(function, node, values, None)
        for value in values:
            self.reading.release(value)
        if any(isinstance(value, Activation) for value in values):
            return self.reading.flowed(Activation(node, inputs=values))
        return Unknown(node)

    def _module(
        self, node: cst.Call, name: str, nn_name: str | None, file: FileModel | None = None
    ) -> Module:
        values = self.evaluator.arguments(node)
        contents = [v.container if isinstance(v, Element) else v for v in values]
        if nn_name is None:
            stateful = (file or self.reading.file).owns_state(name)
        elif nn_name in facts.REGISTERING_CONTAINERS:
            stateful = not contents or any(_may_hold_state(value) for value in contents)
        else:
            stateful = nn_name in facts.MODULES_WITH_STATE
        module = Module(node, type_name=name, nn_name=nn_name, stateful=stateful, contents=contents)
        self.reading.created(module, node, values)
        return module

    def _optimizer(self, node: cst.Call, dotted: str) -> Value:
        given = self.evaluator.arguments(node)
        for value, argument in zip(given, node.args, strict=True):
            self.reading.release(value)
            for leaf in leaves(value):
                self.reading.drained(leaf, argument.value)
        name = dotted.rpartition(".")[2]
        made: Value = (
            Optimizer(node, type_name=name, given=given)
            if facts.is_optimizer(dotted)
            else Scheduler(node, type_name=name, given=given)
        )
        self.reading.created(made, node, given)
        return made

    def _container_call(self, node: cst.Call, kind: ContainerKind) -> Value:
        container = Container(node, kind=kind)
        for argument in node.args:
            value = self.evaluator.evaluate(argument.value)
            if argument.keyword is not None:
                container.items.append(value)
                container.complete = False
            else:
                self.reading.drained(value, argument.value)
                self.evaluator.spread(value, container)
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
        if isinstance(value, Tensor) and not value.trainable:
            value.trainable = value.initialised = True  # a start value for learning
        return value

    def _tensor_call(self, node: cst.Call, dotted: str, values: list[Value]) -> Value:
        joined = [leaf for value in values for leaf in leaves(value)]  # torch.cat((x, y))
        if any(isinstance(value, Activation) for value in joined):
            flowing = self.evaluator.flowing(node, joined)
            flowing.function = dotted
            flowing.attached = flowing.attached and dotted != "torch.tensor"  # which copies
            return flowing
        for value in joined:
            if isinstance(value, (Parameter, LostParameter)):
                return self.evaluator.lose(value, node, "arithmetic")
        tensors = [value for value in values if isinstance(value, Tensor)]
        name = dotted.rpartition(".")[2]
        wants_grad = _is_true(node, "requires_grad")
        scalar = (
            (
                name in ("tensor", "as_tensor")
                and bool(values)
                and isinstance(values[0], (Constant, Unknown))  # one number, as far as is known
            )
            or (name in facts.REDUCING and len(values) == 1)
            or (bool(tensors) and len(tensors) == len(values) and all(t.scalar for t in tensors))
        )
        factory = next((t.factory for t in tensors if t.factory), name)
        deviceless = next((t.deviceless for t in tensors if t.deviceless), None)
        if dotted in facts.DEVICE_FACTORIES:
            deviceless = None if scalar or _names_device(node) else node
        return Tensor(
            node,
            trainable=wants_grad or any(t.trainable for t in tensors),
            scalar=scalar,
            factory=factory,
            deviceless=deviceless,
            leaf=not any(t.records for t in tensors),
        )

    # --- methods

    def _method(self, node: cst.Call, function: cst.Attribute) -> Value:
        name = function.attr.value
        if _is_super(function.value):
            return self.reading.super_call(node, name)
        owner = self.evaluator.evaluate(function.value)
        if isinstance(owner, SelfReference) and name in self.reading.current:
            return self._called(node, self.reading.current[name])
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
        if isinstance(owner, Item) and (
            name in facts.TENSOR_METHODS or name in facts.CONVERSION_METHODS
        ):
            return Item(node)
        for value in values:
            self.reading.release(value)
        return Unknown(node)

    def _own_method(self, node: cst.Call, name: str, values: list[Value]) -> Value:
        if name in facts.REGISTERING_METHODS:
            self.reading.called(f"self.{name}", node, values, Constant(node))
            if name == "register_buffer":
                self.reading.registered_buffer(node, values)
            else:
                for value in values:
                    reveal(value)
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
            owner.trainable = not node.args or _is_name(node.args[0].value, "True")
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
                leaf=not owner.records or name == "detach",
            )
        return Unknown(node)

    def _module_method(
        self, node: cst.Call, owner: Module, name: str, values: list[Value]
    ) -> Value:
        if name in facts.MODULE_SELF_METHODS:
            return owner
        if name == "forward" and self.reading.frame.running:
            return self.reading.flowed(Activation(node, maker=owner, inputs=values))
        if name in ("append", "extend", "insert", "add_module", "register_module", "update"):
            for value in values:
                if owner.visible:
                    reveal(value)
                owner.contents.append(value.container if isinstance(value, Element) else value)
            if any(_may_hold_state(value) for value in values):
                owner.stateful = True
            return owner
        for value in values:
            self.reading.release(value)
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
                self.evaluator.spread(value, owner)
        elif name == "setdefault":
            owner.items += values[1:]
            owner.keys += [argument.value for argument in node.args[:1]]
        elif name == "copy":
            return Container(
                node, kind=owner.kind, items=list(owner.items), complete=owner.complete
            )
        else:
            return (
                self.evaluator.element(owner)
                if name in ("pop", "get", "popitem", "popleft")
                else Unknown(node)
            )
        owner.additions.append((self.reading.tick(), node))
        return Constant(node)


def _may_hold_state(value: Value) -> bool:
    return any(
        item.stateful if isinstance(item, Module) else not isinstance(item, Constant)
        for item in leaves(value)
    )


def _names_device(node: cst.Call) -> bool:
    """Whether the call says, or may say, on which device its tensor is made."""
    return any(
        argument.star
        or (argument.keyword is not None and argument.keyword.value in ("device", "out"))
        for argument in node.args
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
