"""What an `Interpreter` remembers: assignments, things that are made, things that are used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst

from .values import Activation, ModelParameters, Value

# What encloses an event that does not happen each time it may.
BRANCHES = (cst.If, cst.Try, cst.TryStar, cst.Match, cst.BaseExpression)


@dataclass(eq=False, slots=True)
class Frame:
    """The local variables of one call. `in_class`: the code stands in the class that is read.

    `constructing`: it runs when the object is made. `running`: it runs in every forward pass.
    """

    variables: dict[str, Value]
    method: str
    constructing: bool
    in_class: bool
    running: bool = False
    # unknown things by the dotted way to them, so that `self.opt` is one thing in one function
    paths: dict[str, Value] = field(default_factory=dict)
    returned: list[Value] = field(default_factory=list)
    # of a function in a function: the frame in which it was defined
    outer: Frame | None = None
    # of a context manager: what runs where it yields
    entered: Callable[[Value], None] | None = None


@dataclass(eq=False, slots=True)
class Event:
    """Something that was seen in the call whose variables `frame` has.

    `order` grows from event to event of one reading. `enclosing` are the functions and compound
    statements around it, the nearest last: loops, `with` blocks, branches; and the expressions that
    decide whether it happens, such as the `and` of `ready and step()`.
    """

    frame: Frame
    order: int
    enclosing: tuple[cst.CSTNode, ...]

    @property
    def scope(self) -> cst.FunctionDef | None:
        """The innermost function that it stands in; None at top level."""
        for node in reversed(self.enclosing):
            if isinstance(node, cst.FunctionDef):
                return node
        return None


@dataclass(eq=False, slots=True)
class Assignment(Event):
    """`self.attribute = value`.

    `target` is the `self.attribute` node, `value_node` what stands right of the `=`; it is None
    when the value came by unpacking. `statement` is the whole small statement. `sole`: the
    statement assigns nothing else. `constructing`: it runs when the object is made. `previous` is
    what the attribute held before, as far as that is known.
    """

    attribute: str
    value: Value
    target: cst.Attribute
    value_node: cst.BaseExpression | None
    statement: cst.CSTNode
    method: str
    sole: bool
    constructing: bool
    in_class: bool
    previous: Value | None


@dataclass(eq=False, slots=True)
class Creation(Event):
    """A Module, Parameter, Buffer or optimizer is made. `running`: each time forward runs."""

    value: Value
    node: cst.Call
    arguments: list[Value]

    @property
    def running(self) -> bool:
        return self.frame.running


@dataclass(eq=False, slots=True)
class Use(Event):
    """An object is called: `self.fc(x)` (`method` is None), or one of its methods."""

    value: Value
    node: cst.Call
    method: str | None
    arguments: list[Value]
    statement: cst.CSTNode | None


@dataclass(eq=False, slots=True)
class FunctionCall(Event):
    """A function is called by name: `torch.zeros(3)`, `time.time()`, `print(x)`, one of the file.

    `function` is its dotted name as the imports say, or the bare one; `self.name` and `super.name`
    for a method that no class of the file has. Classes are not here: what they make is a Creation.
    """

    function: str
    node: cst.Call
    arguments: list[Value]
    result: Value
    statement: cst.CSTNode | None


@dataclass(eq=False, slots=True)
class Flow(Event):
    """An Activation is computed; `value.inputs` are what it is computed from."""

    value: Activation


@dataclass(eq=False, slots=True)
class Augmentation(Event):
    """`target += value`, whatever the operator; `owner` is what the target held before."""

    owner: Value
    value: Value
    node: cst.AugAssign


@dataclass(eq=False, slots=True)
class Store(Event):
    """`owner.attribute = value`, where the owner is not the instance that is read."""

    owner: Value
    target: cst.Attribute
    value: Value
    statement: cst.CSTNode


@dataclass(eq=False, slots=True)
class Placement(Event):
    """`owner[index] = value`."""

    owner: Value
    target: cst.Subscript
    value: Value
    statement: cst.CSTNode


@dataclass(eq=False, slots=True)
class Discard(Event):
    """An expression stands alone as a statement: what it gives goes nowhere.

    `owner` is the object whose attribute or method it is (for a comparison, its left side).
    """

    node: cst.Expr
    owner: Value | None


@dataclass(eq=False, slots=True)
class Drain(Event):
    """A generator of parameters is read to its end; `node` is the expression that gives it."""

    value: ModelParameters
    node: cst.BaseExpression


@dataclass(eq=False, slots=True)
class Binding(Event):
    """`name = value`."""

    name: str
    value: Value
    statement: cst.CSTNode | None


@dataclass(eq=False, slots=True)
class Repetition:
    """`[value] * n`, `value * n` or `[name for _ in range(n)]`: `values` in several places.

    `node` is the whole expression, `count` what says how often, `statement` where it stands.
    """

    values: list[Value]
    node: cst.BaseExpression
    count: cst.BaseExpression
    statement: cst.CSTNode | None
    frame: Frame


@dataclass(eq=False, slots=True)
class SuperCall:
    """A call of a base class's `__init__`, with its place in the order of reading."""

    node: cst.Call
    statement: cst.CSTNode | None
    order: int
