"""What an expression in a Module class may hold, as far as reading can tell.

Values are objects with identity: a list that gets two names is one Container, and what is
appended under one name is there under the other. Whatever is not understood is Unknown, and
nothing Unknown is ever judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import libcst as cst

if TYPE_CHECKING:
    from .events import Frame


@dataclass(eq=False, slots=True, repr=False)
class Value:
    """`node` made it. `visible`: PyTorch can reach it, because it or something that contains it
    was assigned as an attribute. `escaped`: code that was not read has it, and may register it.
    """

    node: cst.CSTNode | None = None
    visible: bool = False
    escaped: bool = False


@dataclass(eq=False, slots=True, repr=False)
class Unknown(Value):
    """Could be anything. `owner` is the object whose attribute or element it is, if any."""

    owner: Value | None = None


@dataclass(eq=False, slots=True, repr=False)
class Item(Unknown):
    """What a loop over something unknown yields, such as a batch: data that needs no gradient."""


@dataclass(eq=False, slots=True, repr=False)
class Function(Unknown):
    """A function that was defined in a function; `frame` holds the variables that it sees.

    A lambda, `functools.partial` or `layer.forward` has no definition. `captured` are the values
    that it keeps from where it was made.
    """

    definition: cst.FunctionDef | None = None
    frame: Frame | None = None
    captured: list[Value] = field(default_factory=list)


@dataclass(eq=False, slots=True, repr=False)
class TorchFunction(Unknown):
    """A function of torch that was given another name: `self.dropout = F.dropout`."""

    name: str = ""


@dataclass(eq=False, slots=True, repr=False)
class Constant(Value):
    """A number, string, None, a class or another thing without tensors in it.

    `source` is the tensor whose number it is: `loss.item()`, `float(loss)`.
    """

    source: Value | None = None


@dataclass(eq=False, slots=True, repr=False)
class SelfReference(Value):
    """The instance whose method is being read."""


@dataclass(eq=False, slots=True, repr=False)
class Activation(Value):
    """A tensor that flows through forward: an argument of it, or computed from one.

    `attached` is False once the autograd record was left (`.detach()`, `.data`, `.item()` ...).
    `maker` is the Module whose call gave it, `function` the torch function, method or attribute that
    did, by its dotted or bare name; `inputs` are what went in, a method's owner first.
    """

    attached: bool = True
    maker: Value | None = None
    function: str | None = None
    inputs: list[Value] = field(default_factory=list)

    @property
    def assumed(self) -> bool:
        """Whether it is an argument: that it is a tensor is likely in forward, no more elsewhere."""
        return isinstance(self.node, cst.Param)


@dataclass(eq=False, slots=True, repr=False)
class Optimizer(Value):
    """An optimizer of torch.optim; `given` are the values it was constructed with."""

    type_name: str = "SGD"
    given: list[Value] = field(default_factory=list)


@dataclass(eq=False, slots=True, repr=False)
class Scheduler(Value):
    """A learning-rate scheduler of torch.optim.lr_scheduler; `given` as for an optimizer."""

    type_name: str = "StepLR"
    given: list[Value] = field(default_factory=list)


@dataclass(eq=False, slots=True, repr=False)
class ModelParameters(Value):
    """The result of `model.parameters()` or `named_parameters()`: a generator, used up once read.

    With `added`, several that are joined by `+`, which Python refuses: each with its expression.
    """

    owner: Value | None = None
    added: list[tuple[cst.BaseExpression, Value]] = field(default_factory=list)


@dataclass(eq=False, slots=True, repr=False)
class ClassReference(Value):
    """A Module class itself, not called: `nn.ReLU`."""

    type_name: str = ""
    nn_name: str | None = None


@dataclass(eq=False, slots=True, repr=False)
class Module(Value):
    """An nn.Module. `contents` are what it was given, registered when the Module is.

    `type_name` is as the learner wrote it. `stateful`: an instance can own parameters or buffers.
    `made_here`: this class constructs it; otherwise it came in as an argument. `alternatives` are
    the Modules that it may be instead, by another branch.
    """

    type_name: str = "Module"
    nn_name: str | None = None
    stateful: bool = True
    made_here: bool = True
    contents: list[Value] = field(default_factory=list)
    alternatives: list[Module] = field(default_factory=list)


@dataclass(eq=False, slots=True, repr=False)
class Parameter(Value):
    """The result of calling nn.Parameter; `node` is the call.

    With an `owner`, one of those that a Module or another object yields in `parameters()`.
    """

    owner: Value | None = None


@dataclass(eq=False, slots=True, repr=False)
class Buffer(Value):
    """The result of calling nn.Buffer."""


@dataclass(eq=False, slots=True, repr=False)
class LostParameter(Value):
    """A plain tensor computed from a Parameter: an operation or a conversion returned a new one.

    `operation` is the outermost node that turned the Parameter into a plain tensor.
    """

    origin: Parameter = field(default_factory=Parameter)
    how: Literal["arithmetic", "conversion"] = "arithmetic"
    detached: bool = False


@dataclass(eq=False, slots=True, repr=False)
class Tensor(Value):
    """A plain tensor. `trainable`: it requires grad or was filled by an initialiser.

    `scalar`: it has no dimension; `factory` is the torch function that made it, if one did.
    `deviceless` is the call that made it, where that names no device and it was not moved since.
    `initialised`: only an initialiser says that it is trainable. `leaf` is False for one that was
    computed from a tensor that requires grad.
    """

    trainable: bool = False
    scalar: bool = False
    factory: str | None = None
    deviceless: cst.Call | None = None
    initialised: bool = False
    leaf: bool = True

    @property
    def records(self) -> bool:
        """Whether autograd records what is computed from it."""
        return self.trainable and not self.initialised


ContainerKind = Literal["list", "tuple", "dict", "set"]


@dataclass(eq=False, slots=True, repr=False)
class Container(Value):
    """A plain Python container.

    `additions` are the calls and statements that put something in later, each with its place in
    the order of reading; `complete` is False when it may hold things that were not seen.
    """

    kind: ContainerKind = "list"
    items: list[Value] = field(default_factory=list)
    keys: list[cst.BaseExpression] = field(default_factory=list)
    additions: list[tuple[int, cst.CSTNode]] = field(default_factory=list)
    complete: bool = True
    repeated: bool = False


@dataclass(eq=False, slots=True, repr=False)
class Element(Value):
    """Some element of a container, e.g. the variable of a loop over it."""

    container: Container = field(default_factory=Container)


def reveal(value: Value) -> None:
    """PyTorch reaches `value` now, and everything registered inside it."""
    pending = [value]
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        value.visible = True
        if isinstance(value, Module):
            pending += value.contents
        elif isinstance(value, Container):
            pending += value.items
        elif isinstance(value, Element):
            pending += value.container.items


def release(value: Value) -> None:
    """Code that was not read has `value` now: nothing about it is certain any more."""
    pending = [value]
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        value.escaped = True
        if isinstance(value, Module):
            pending += value.contents
        elif isinstance(value, Container):
            value.complete = False
            pending += value.items
        elif isinstance(value, Element):
            pending.append(value.container)
        elif isinstance(value, Function):
            pending += value.captured


def copied(values: dict[str, Value]) -> tuple[dict[str, Value], dict[int, Value]]:
    """The values and all that they hold, made anew; and what each new one was, by its identity.

    What is the same object before is the same object after.
    """
    new: dict[int, Value] = {}
    pending = list(values.values())
    originals: dict[int, Value] = {}
    while pending:
        value = pending.pop()
        if id(value) in new:
            continue
        new[id(value)] = copy = object.__new__(type(value))
        originals[id(copy)] = value
        for name in type(value).__dataclass_fields__:
            part = getattr(value, name)
            if isinstance(part, Value):
                pending.append(part)
            elif isinstance(part, list):
                pending += [held for item in part for held in _held(item)]
    for value in originals.values():
        copy = new[id(value)]
        for name in type(value).__dataclass_fields__:
            setattr(copy, name, _renewed(getattr(value, name), new))
    return {name: new[id(value)] for name, value in values.items()}, originals


def _held(item: object) -> list[Value]:
    parts = item if isinstance(item, tuple) else (item,)
    return [part for part in parts if isinstance(part, Value)]


def _renewed(part: object, new: dict[int, Value]) -> object:
    """A field of a value, with new values in the place of the old ones."""
    if isinstance(part, Value):
        return new[id(part)]
    if isinstance(part, (list, tuple)):
        return type(part)(_renewed(item, new) for item in part)
    return part


def leaves(value: Value) -> list[Value]:
    """The values in a container and the containers in it; a value that is none, itself."""
    if not isinstance(value, Container):
        return [value]
    found: list[Value] = []
    pending: list[Value] = [value]
    seen: set[int] = set()
    while pending:
        value = pending.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Container):
            pending += value.items
        else:
            found.append(value)
    return found


def merged(ends: list[dict[str, Value]]) -> dict[str, Value]:
    """What names hold after alternatives; one that they disagree on is Unknown."""
    merged: dict[str, Value] = {}
    for name in dict.fromkeys(name for end in ends for name in end):
        values = list(dict.fromkeys(end[name] for end in ends if name in end))
        known = [v for v in values if not isinstance(v, Constant)]
        if len(known) <= 1:
            merged[name] = (known or values)[0]
        else:
            merged[name] = united(known)
    return merged


def united(values: list[Value]) -> Value:
    """One value for what may be any of `values`; containers share from here on what is put in."""
    values = list(dict.fromkeys(values))
    if len(values) == 1:
        return values[0]
    if all(isinstance(v, Activation) for v in values):
        attached = any(isinstance(v, Activation) and v.attached for v in values)
        return Activation(attached=attached, inputs=values)
    containers = [v for v in values if isinstance(v, Container)]
    modules = [v for v in values if isinstance(v, Module)]
    if len(containers) == len(values):
        items = [item for container in containers for item in container.items]
        for container in containers:
            container.items = items
        return containers[-1]
    if len(modules) == len(values):
        contents = [item for module in modules for item in module.contents]
        for module in modules:
            module.contents = contents
        modules[-1].alternatives += modules[:-1]
        return modules[-1]
    if all(isinstance(v, Tensor) for v in values):
        # one that was moved on some way is taken as moved
        return next((v for v in values if isinstance(v, Tensor) and not v.deviceless), values[-1])
    return values[-1] if len({type(v) for v in values}) == 1 else Unknown()
