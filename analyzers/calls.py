"""Evaluates calls: constructors of torch.nn, functions and methods, of torch and of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .held import leaves
from .integers import is_array, is_list
from .methods import Methods, may_hold_state, partial_class
from .placing import is_placed, names_device
from .tree import dotted_name, is_name, keyword_value
from .values import (
    Activation,
    Buffer,
    ClassReference,
    Constant,
    Container,
    ContainerKind,
    Element,
    Function,
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
)

if TYPE_CHECKING:
    from .file_model import FileModel

_CONTAINER_CALLS: dict[str, ContainerKind] = {
    "list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "dict": "dict",
    "sorted": "list", "reversed": "list", "OrderedDict": "dict", "collections.OrderedDict": "dict",
    "deque": "list", "collections.deque": "list", "defaultdict": "dict",
    "collections.defaultdict": "dict",
}  # fmt: skip


class Calls(Methods):
    """Evaluates the calls inside one `Evaluator`."""

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
        made = partial_class(value)
        if made is not None:
            return self._module(node, made.type_name, made.nn_name)
        values = self.evaluator.arguments(node)
        frame = self.reading.frame
        if isinstance(value, Function) and (frame.running or frame.constructing):
            if value.definition:
                return self.reading.call(value.definition, node, values, None, value.frame)
            if isinstance(value.node, cst.Lambda) and value.frame is not None:
                return self.reading.apply(value.node, node, values, value.frame)
        self.reading.used(value, node, None, values)
        if self.reading.frame.running and isinstance(value, (Module, Element, SelfReference)):
            return self.reading.flowed(Activation(node, maker=value, inputs=values))
        layer = isinstance(value, Module) and value.nn_name not in (None, *facts.HOLDERS)
        for argument in (value, *values) if isinstance(value, Function) else values:
            if not layer:  # one of torch keeps nothing of what it is given
                self.reading.release(argument)
        if any(isinstance(argument, Activation) for argument in values):
            return self.reading.flowed(Activation(node, inputs=values))
        return Unknown(node)

    def _function(self, node: cst.Call, dotted: str) -> Value:
        nn_name = facts.nn_class(dotted)
        if nn_name is not None:
            return self._module(node, nn_name, nn_name)
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
        if dotted == "map" and len(node.args) > 1:
            function = node.args[0].value
            if isinstance(function, cst.Lambda):
                return self._mapped(node, function)
            made = self.evaluator.evaluate(function)
            if isinstance(made, ClassReference):
                return self._mapped_class(node, made)
        values = self.evaluator.arguments(node)
        if dotted in facts.READ_THROUGH:
            for value, argument in zip(values, node.args, strict=True):
                self.reading.drained(value, argument.value)
        event = self.reading.called(dotted, node, values, Unknown(node))
        event.result = self._result(node, dotted, values)
        return event.result

    def _mapped(self, node: cst.Call, function: cst.Lambda) -> Container:
        """`map(lambda n: nn.Linear(n, n), sizes)`: like a comprehension."""
        frame = self.reading.frame
        outside = dict(frame.variables)
        for argument in node.args[1:]:
            self.reading.drained(self.evaluator.evaluate(argument.value), argument.value)
        for parameter in function.params.params:
            frame.variables[parameter.name.value] = Unknown(parameter)
        item = self.evaluator.evaluate(function.body)
        frame.variables = outside
        return Container(node, items=[item])

    def _mapped_class(self, node: cst.Call, made: ClassReference) -> Container:
        """`map(nn.Linear, sizes, sizes[1:])`."""
        for argument in node.args[1:]:
            self.reading.drained(self.evaluator.evaluate(argument.value), argument.value)
        if made.nn_name is None:
            stateful = self.reading.file.owns_state(made.type_name)
        else:
            stateful = made.nn_name in facts.MODULES_WITH_STATE
        item = Module(node, type_name=made.type_name, nn_name=made.nn_name, stateful=stateful)
        return Container(node, items=[item])

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
                node,
                trainable=is_name(keyword_value(node, "requires_grad"), "True"),
                factory=values[0].factory,
            )
        if dotted == "torch.autograd.Variable":
            if is_name(keyword_value(node, "requires_grad"), "True"):
                return Tensor(node, trainable=True)  # a new leaf, whatever it was made from
            if any(isinstance(value, Activation) for value in values):
                return self._flowing_through(node, dotted, values)
        if dotted == "setattr" and len(values) == 3 and isinstance(values[0], SelfReference):
            self.reading.reveal(values[2])
            return Constant(node)
        if dotted == "functools.partial":
            return Function(node, captured=values)
        if dotted in ("float", "int") and values and isinstance(values[0], Activation):
            return Constant(node, source=values[0])
        if dotted == "filter" and len(values) == 2 and isinstance(values[1], ModelParameters):
            return ModelParameters(node, owner=values[1].owner)
        if dotted == "len":
            return Constant(node)
        if dotted == "sum" and len(values) == 1 and (number := _one_of_numbers(values[0])):
            return Constant(node, source=number)
        if dotted in facts.HARMLESS_FUNCTIONS:
            return Unknown(node)
        if dotted in self.reading.file.functions:
            function = self.reading.followed[dotted] = self.reading.file.functions[dotted]
            return self.reading.call(function, node, values, None)
        for value in values:
            self.reading.release(value)
        if any(isinstance(value, Activation) for value in values):
            several = dotted if dotted.removeprefix("torch.") in facts.GIVE_TENSORS else None
            return self.reading.flowed(Activation(node, function=several, inputs=values))
        return Unknown(node)

    def _module(
        self, node: cst.Call, name: str, nn_name: str | None, file: FileModel | None = None
    ) -> Module:
        values = self.evaluator.arguments(node)
        contents = [v.container if isinstance(v, Element) else v for v in values]
        if nn_name is None:
            stateful = (file or self.reading.file).owns_state(name) or any(
                map(_has_state, contents)
            )
        elif nn_name in facts.REGISTERING_CONTAINERS:
            stateful = not contents or any(may_hold_state(value) for value in contents)
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
            pairs = argument.value
            if kind == "dict" and isinstance(pairs, cst.Call) and _is_zip_of_two(pairs):
                self.reading.drained(
                    self.evaluator.evaluate(pairs.args[0].value), pairs.args[0].value
                )
                pairs = pairs.args[1].value
            value = self.evaluator.evaluate(pairs)
            if isinstance(value, Constant) and is_list(value.node) and len(node.args) == 1:
                return value  # sorted(x.tolist())
            if argument.keyword is not None:
                container.items.append(value)
                container.complete = False
            else:
                self.reading.drained(value, pairs)
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
            self.reading.touched.append(value)
            value.trainable = value.initialised = True  # a start value for learning
        return value

    def _flowing_through(self, node: cst.Call, dotted: str, values: list[Value]) -> Activation:
        flowing = self.evaluator.flowing(node, values)
        flowing.function = dotted
        flowing.attached = flowing.attached and dotted not in facts.WITHOUT_GRAPH
        return flowing

    def _tensor_call(self, node: cst.Call, dotted: str, values: list[Value]) -> Value:
        joined = [leaf for value in values for leaf in leaves(value)]  # torch.cat((x, y))
        starts_anew = dotted == "torch.tensor" and is_name(
            keyword_value(node, "requires_grad"), "True"
        )
        if not starts_anew and any(isinstance(value, Activation) for value in joined):
            return self._flowing_through(node, dotted, joined)
        for value in joined:
            if isinstance(value, Constant) and is_list(value.node) and value.source is not None:
                return self.reading.flowed(
                    Activation(node, attached=False, function="torch.tensor", inputs=[value.source])
                )
        for value in joined:
            if isinstance(value, (Parameter, LostParameter)):
                return self.evaluator.lose(value, node, "arithmetic")
        tensors = [value for value in values if isinstance(value, Tensor)]
        name = dotted.rpartition(".")[2]
        wants_grad = is_name(keyword_value(node, "requires_grad"), "True")
        scalar = (
            (
                name in ("tensor", "as_tensor")
                and bool(values)
                and isinstance(values[0], (Constant, Unknown))
                and not is_array(values[0].node, self.evaluator.names)  # one number, it seems
            )
            or (name in facts.REDUCING and len(values) == 1)
            or (
                bool(tensors)
                and all(tensor.scalar for tensor in tensors)
                and all(isinstance(v, (Tensor, Constant, Unknown)) for v in values)
                and (len(tensors) == len(values) or name in facts.ARITHMETIC)
            )
        )
        factory = next((t.factory for t in tensors if t.factory), name)
        deviceless = next((t.deviceless for t in tensors if t.deviceless), None)
        listed = dotted == "torch.tensor" and bool(values) and isinstance(values[0], Container)
        if listed or dotted in facts.DEVICE_FACTORIES:
            deviceless = None if scalar or names_device(node) else node
        return Tensor(
            node,
            trainable=wants_grad or any(t.trainable for t in tensors),
            scalar=scalar,
            factory=factory,
            deviceless=deviceless,
            placed=is_placed(node) or any(tensor.placed for tensor in tensors),
            leaf=not any(t.records for t in tensors),
        )


def _is_zip_of_two(node: cst.Call) -> bool:
    """`zip(names, layers)`, of which a dictionary has the second ones as values."""
    return (
        dotted_name(node.func) == "zip"
        and len(node.args) == 2
        and not any(argument.star or argument.keyword for argument in node.args)
    )


def _one_of_numbers(value: Value) -> Constant | None:
    """One of the numbers of tensors that a list holds, and nothing else: each was `loss.item()`."""
    if not isinstance(value, Container) or not value.complete or value.kind == "dict":
        return None
    numbers = [v for v in value.items if isinstance(v, Constant) and v.source is not None]
    return numbers[0] if numbers and len(numbers) == len(value.items) else None


def _has_state(value: Value) -> bool:
    """Whether something with parameters is in it, for all that is known of it."""
    return any(
        isinstance(item, Parameter) or (isinstance(item, Module) and item.stateful)
        for item in leaves(value)
    )
