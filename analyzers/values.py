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
    """Could be anything. `owner` is the object whose attribute or element it is, if any.

    `made` is the tensor that it is where nobody gave another: `if h is None: h = torch.zeros(4)`.
    """

    owner: Value | None = None
    made: Tensor | None = None


@dataclass(eq=False, slots=True, repr=False)
class Item(Unknown):
    """What a loop over something unknown yields, such as a batch: data that needs no gradient."""


@dataclass(eq=False, slots=True, repr=False)
class Parts(Unknown):
    """What `unbind`, `chunk` or `split` of the plain tensor `whole` gives: a tuple of tensors."""

    whole: Tensor | None = None


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
    `reader` is the expression by which it was first read to its end.
    """

    owner: Value | None = None
    reader: cst.BaseExpression | None = None
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

    `node` is the outermost one that made a plain tensor of the Parameter. `detached`: it was left out of
    the autograd record on the way.
    """

    origin: Parameter = field(default_factory=Parameter)
    how: Literal["arithmetic", "conversion"] = "arithmetic"
    detached: bool = False


@dataclass(eq=False, slots=True, repr=False)
class Tensor(Value):
    """A plain tensor. `trainable`: it requires grad or was filled by an initialiser.

    `scalar`: it has no dimension; `factory` is the torch function that made it, if one did.
    `deviceless` is the call that made it, where that names no device and it was not moved since.
    `placed`: the code that made it named a device, other than the CPU by its name.
    `initialised`: only an initialiser says that it is trainable. `leaf` is False for one that was
    computed from a tensor that requires grad.
    """

    trainable: bool = False
    scalar: bool = False
    factory: str | None = None
    deviceless: cst.Call | None = None
    placed: bool = False
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
    the order of reading; `complete` is False when it may hold things that were not seen. `repeated`: it is the
    result of `[...] * n`.
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
