"""The steps of training, one by one, and the calls between them that were not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol

import libcst as cst

from . import torch_facts as facts
from .events import FunctionCall, Use
from .tree import dotted_name, walk
from .values import (
    Activation,
    ClassReference,
    Constant,
    Container,
    Module,
    Optimizer,
    Tensor,
    Unknown,
    Value,
)

StepKind = Literal["clear", "backward", "step", "schedule"]

# What decides whether two statements run together; a `with` and a followed function do not.
GUARDS = (
    cst.If, cst.Else, cst.BaseSuite, cst.ExceptHandler, cst.MatchCase, cst.Match, cst.For, cst.While,
    cst.BaseExpression,
)  # fmt: skip


_SAVING = re.compile("early_?stop|stopper|checkpoint|save")
_LOSSES = frozenset(
    {"loss", "loss_fn", "loss_func", "loss_function", "lossfn", "criterion", "crit", "objective"}
)


class Occurrence(Protocol):
    """An event, or what was found out about one: its place in the order of reading, and what is around it."""

    @property
    def order(self) -> int: ...
    @property
    def enclosing(self) -> tuple[cst.CSTNode, ...]: ...


@dataclass(eq=False, slots=True)
class Step:
    """One of the steps of training, at one place.

    `target` is the optimizer that is cleared or stepped, the tensor that goes backward, or the
    scheduler; `target_node` names it. `plain`: called as in a plain loop; not so a `backward(...)`
    of another library, a `step(closure)` or a `scheduler.step(metric)`.
    """

    kind: StepKind
    use: Use
    target: Value
    target_node: cst.BaseExpression
    plain: bool = True

    @property
    def node(self) -> cst.Call:
        return self.use.node

    @property
    def order(self) -> int:
        return self.use.order

    @property
    def enclosing(self) -> tuple[cst.CSTNode, ...]:
        return self.use.enclosing


@dataclass(eq=False, slots=True)
class Foreign:
    """A call of code that was not read. `name` is the last part of its name.

    `own`: a method of the instance itself, which can do anything to it.
    """

    name: str
    arguments: list[Value]
    own: bool
    call: Use | FunctionCall

    @property
    def order(self) -> int:
        return self.call.order

    @property
    def enclosing(self) -> tuple[cst.CSTNode, ...]:
        return self.call.enclosing

    @property
    def harmless(self) -> bool:
        """Whether it only looks at numbers, or limits gradients: neither makes nor clears any."""
        if self.own:
            return False
        return self.name.startswith("clip_grad") or not any(map(_may_train, self.arguments))

    @property
    def passes_on(self) -> bool:
        """Whether it trains nothing for all that can be told: it is harmless, or a model or loss."""
        if self.harmless:
            return True
        if not isinstance(self.call, Use) or self.call.method is not None:
            return False
        name = self.name.lower()  # of a variable that is called
        return calls_model_or_loss(name) or "loss" in name or "crit" in name

    @property
    def only_saves(self) -> bool:
        """Whether it saves the model or says when to stop, by its name: it sets no mode."""
        return bool(_SAVING.search(self.name.lower()))

    def gets(self, value: Value) -> bool:
        """Whether it is given `value`, maybe in a container."""
        return any(_holds(argument, value) for argument in self.arguments)


def calls_model_or_loss(name: str) -> bool:
    """Whether what is called is a model or a loss function, by its name: no verb stands in it."""
    plain = name.lower().strip("_")
    return plain.endswith(("model", "net")) or plain in _LOSSES


def is_optimizer(value: Value, node: cst.BaseExpression) -> bool:
    """Whether `value` is an optimizer: one of torch, or something unknown with such a name."""
    if isinstance(value, Optimizer):
        return True
    if not (isinstance(value, Unknown) or (isinstance(value, Activation) and value.assumed)):
        return False
    name = (dotted_name(node) or "").rpartition(".")[2].lower().strip("_")
    return "optim" in name or name.startswith("opt_") or name.endswith("opt") or name == "opt"


def is_torch_optimizer(value: Value) -> bool:
    """Whether an optimizer is one of torch for all that is known.

    Not so what an unread call returned: it may be a wrapper whose `step` clears the gradients.
    """
    return not isinstance(value.node, (cst.Call, cst.Element, cst.Subscript)) or isinstance(
        value, Optimizer
    )


def together(event: Occurrence, other: Occurrence) -> bool:
    """Whether both run in the same iterations of the same loops, behind the same conditions."""
    return guards_of(event) == guards_of(other)


def guards_of(event: Occurrence) -> tuple[int, ...]:
    """The conditions and loops that an event stands in, by identity."""
    return tuple(id(node) for node in event.enclosing if isinstance(node, GUARDS))


def mentions_gradient(node: cst.CSTNode) -> bool:
    """Whether a `.grad` stands in it."""
    return any(isinstance(n, cst.Attribute) and n.attr.value == "grad" for n in walk(node))


def is_loss(value: Value, name: str = "") -> bool:
    """Whether `value` was computed by a loss of torch, or is called one."""
    if isinstance(value, Activation):
        maker, function = value.maker, value.function or ""
        if isinstance(maker, Module) and (maker.nn_name or "").endswith("Loss"):
            return True
        if function.rpartition(".")[2] in facts.LOSS_FUNCTIONS:
            return True
    if isinstance(value, Tensor) and value.factory in facts.LOSS_FUNCTIONS:
        return True
    return "loss" in name.lower() or name in ("cost", "error")


def _may_train(value: Value) -> bool:
    """Whether who has `value` may compute something from it that goes backward."""
    if isinstance(value, Container):
        return any(map(_may_train, value.items))
    return not isinstance(value, (Constant, ClassReference))


def source_of(node: cst.BaseExpression) -> str:
    """What a message calls the owner of a method: `optimizer`, `self.opt`, `optimizers[0]`."""
    return cst.Module([]).code_for_node(node)


def _holds(value: Value, searched: Value) -> bool:
    if value is searched:
        return True
    return isinstance(value, Container) and any(_holds(item, searched) for item in value.items)
