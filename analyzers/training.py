"""Training loops: who clears gradients, computes them, takes the step, and in which order.

Asked of a Script; `script.training` keeps the answer. A loop is judged by what runs in it, also in
the functions of the file that it calls; what was not read is there as `Foreign` calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

import libcst as cst

from . import torch_facts as facts
from .events import Binding, FunctionCall, Use
from .script import loops_around
from .tree import dotted_name, walk
from .values import (
    Activation,
    ClassReference,
    Constant,
    Container,
    Item,
    Module,
    Optimizer,
    Scheduler,
    Tensor,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .script import Script

StepKind = Literal["clear", "backward", "step", "schedule"]

# What decides whether two statements run together; a `with` and a followed function do not.
_GUARDS = (
    cst.If, cst.Else, cst.BaseSuite, cst.ExceptHandler, cst.MatchCase, cst.Match, cst.For, cst.While,
)  # fmt: skip
# Change a gradient in place: `p.grad.zero_()`.
_CHANGING_GRADIENTS = frozenset({"zero_", "fill_", "mul_", "copy_", "detach_", "set_"})
# Methods of tensors and Modules, which mean the same whoever they are called on.
_LEAVE_TRAINING_ALONE = (
    facts.TENSOR_METHODS
    | facts.CONVERSION_METHODS
    | facts.MODULE_SELF_METHODS
    | {"item", "tolist", "numpy", "size", "parameters", "named_parameters", "state_dict"}
) - {"backward"}
_OPTIMIZER_METHODS = frozenset(
    {"step", "zero_grad", "state_dict", "load_state_dict", "add_param_group", "train", "eval"}
)


class Event(Protocol):
    """What every remembered event has: its place in the order of reading, and what is around it."""

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
        return self.name.startswith("clip_grad") or not any(map(_may_train, self.arguments))

    @property
    def passes_on(self) -> bool:
        """Whether it trains nothing for all that can be told: it is harmless, or a model or loss."""
        if self.harmless:
            return True
        if not isinstance(self.call, Use) or self.call.method is not None:
            return False
        # a variable that is called: a model or a loss function, by its name
        name = self.name.lower()
        return name.endswith(("model", "net")) or any(part in name for part in ("loss", "crit"))

    def gets(self, value: Value) -> bool:
        """Whether it is given `value`, maybe in a container."""
        return any(_holds(argument, value) for argument in self.arguments)


class Loop:
    """One loop of a script and the training that happens in it."""

    def __init__(self, training: Training, node: cst.For | cst.While) -> None:
        self.training = training
        self.node = node

    def contains(self, event: Event) -> bool:
        """Whether the event happens in the loop, however deep."""
        return any(node is self.node for node in event.enclosing)

    def steps(self, kind: StepKind) -> list[Step]:
        """The steps of one kind that happen in the loop, however deep."""
        return [s for s in self.training.steps if s.kind == kind and self.contains(s)]

    def own(self, kind: StepKind) -> list[Step]:
        """Those of which this is the innermost loop."""
        return [s for s in self.steps(kind) if loops_around(s.enclosing)[-1] is self.node]

    def is_unconditional(self, event: Event) -> bool:
        """Whether the event happens in every iteration, not only under some condition."""
        at = next(i for i, node in enumerate(event.enclosing) if node is self.node)
        return not any(isinstance(node, _GUARDS) for node in event.enclosing[at + 1 :])

    def has(self, kind: StepKind, method: str) -> bool:
        """Whether such a step is there, or was meant to be: `loss.backward` without the call."""
        return bool(self.steps(kind)) or any(
            isinstance(discard.node.value, cst.Attribute)
            and discard.node.value.attr.value == method
            and self.contains(discard)
            for discard in self.training.script.discards
        )

    def foreign(self) -> list[Foreign]:
        """The calls of code that was not read."""
        return [call for call in self.training.foreign if self.contains(call)]

    @cached_property
    def runs_once(self) -> bool:
        """Whether it plainly has one iteration: `range(1)`, or a `break` at its end."""
        body = self.node.body.body
        for line in body:
            small = line.body if isinstance(line, cst.SimpleStatementLine) else [line]
            if any(isinstance(part, (cst.Break, cst.Return)) for part in small):
                return True
        if isinstance(self.node, cst.For):
            over = self.node.iter
            if isinstance(over, (cst.List, cst.Tuple)):
                return len(over.elements) == 1
            if isinstance(over, cst.Call) and dotted_name(over.func) == "range":
                last = over.args[0].value if len(over.args) == 1 else None
                return isinstance(last, cst.Integer) and last.evaluated_value <= 1
        return False

    @cached_property
    def handles_gradients(self) -> bool:
        """Whether it writes gradients itself: `p.grad = None`, `p.grad.zero_()`, `p.grad *= 0.5`."""
        script = self.training.script
        return (
            any(s.target.attr.value == "grad" and self.contains(s) for s in script.stores)
            or any(
                use.method in _CHANGING_GRADIENTS
                and isinstance(use.node.func, cst.Attribute)
                and mentions_gradient(use.node.func.value)
                and self.contains(use)
                for use in script.uses
            )
            or any(
                mentions_gradient(change.node.target) and self.contains(change)
                for change in script.augmentations
            )
        )

    @cached_property
    def reads_gradients(self) -> bool:
        """Whether a `.grad` is mentioned in it, or in a function of the file that it calls."""
        functions = {
            id(node): node
            for use in self.training.script.uses
            if self.contains(use)
            for node in use.enclosing
            if isinstance(node, cst.FunctionDef)
        }
        return mentions_gradient(self.node) or any(map(mentions_gradient, functions.values()))

    @cached_property
    def uses_hooks(self) -> bool:
        """Whether the script lets gradients be used as soon as they are there."""
        return any(
            use.method == "register_post_accumulate_grad_hook" for use in self.training.script.uses
        )

    def losses(self) -> list[Binding]:
        """The names that are bound to a loss in the loop, and nothing less than the loss itself."""
        return [
            binding
            for binding in self.training.script.bindings
            if self.contains(binding)
            and isinstance(binding.value, (Activation, Tensor, Unknown))
            and is_loss(binding.value, binding.name)
        ]

    def clippings(self) -> list[FunctionCall]:
        """The calls that limit gradients, the last one first."""
        calls = reversed(self.training.script.functions)
        return [
            call
            for call in calls
            if call.function.startswith("torch.nn.utils.clip_grad") and self.contains(call)
        ]

    def makes(self, value: Value) -> bool:
        """Whether `value` is made anew in each iteration."""
        creations = self.training.script.creations.values()
        return any(c.value is value and self.contains(c) for c in creations)

    def makes_model(self) -> bool:
        """Whether a Module is made anew in each iteration."""
        creations = self.training.script.creations.values()
        return any(isinstance(c.value, Module) and self.contains(c) for c in creations)

    def touches(self, optimizer: Value) -> bool:
        """Whether code that was not read may do with the optimizer or its gradients what it wants."""
        return any(
            call.own or call.gets(optimizer) or _about_gradients(call.name)
            for call in self.foreign()
        ) or any(
            use.value is optimizer and use.method not in _OPTIMIZER_METHODS and self.contains(use)
            for use in self.training.script.uses
        )


class Training:
    """The steps of training in one script, in the order of reading."""

    def __init__(self, script: Script) -> None:
        self.script = script
        found = (self._step(use) for use in script.uses)
        self.steps = [step for step in found if step is not None]

    @cached_property
    def loops(self) -> list[Loop]:
        """The loops in which something of training happens, outer ones first."""
        nodes = {id(n): n for step in self.steps for n in step.enclosing}
        return [Loop(self, n) for n in nodes.values() if isinstance(n, (cst.For, cst.While))]

    @cached_property
    def foreign(self) -> list[Foreign]:
        """The calls of code that was not read, without those that are steps themselves."""
        steps = {id(step.node) for step in self.steps}
        found: list[Foreign] = []
        for call in self.script.functions:
            head, _, name = call.function.rpartition(".")
            own = head in ("self", "super")
            if own or not self._is_known(call):
                found.append(Foreign(name, call.arguments, own, call))
        for use in self.script.uses:
            unread = isinstance(use.value, Unknown) or (
                isinstance(use.value, Activation) and use.value.assumed
            )
            if unread and id(use.node) not in steps and use.method not in _LEAVE_TRAINING_ALONE:
                name = use.method or (dotted_name(use.node.func) or "").rpartition(".")[2]
                found.append(Foreign(name, use.arguments, False, use))
        return found

    def _is_known(self, call: FunctionCall) -> bool:
        """Whether the function was read, or is one of torch or Python that leaves training alone."""
        name = call.function
        if name in self.script.file.functions:
            return id(call.node) not in self.script.refused
        return (
            name in facts.HARMLESS_FUNCTIONS
            or facts.is_tensor_function(name)
            or (name.startswith("torch.") and not name.startswith("torch.autograd."))
            or name.partition(".")[0] in ("time", "math", "os", "tqdm", "numpy", "np", "plt")
        )

    def _step(self, use: Use) -> Step | None:
        if not isinstance(use.node.func, cst.Attribute):
            return None
        owner, plain = use.node.func.value, not use.arguments
        match use.method:
            case "zero_grad":
                return Step("clear", use, use.value, owner)
            case "backward":
                positional = any(a.keyword is None for a in use.node.args)
                return Step("backward", use, use.value, owner, plain=not positional)
            case "step" if isinstance(use.value, Scheduler):
                return Step("schedule", use, use.value, owner, plain)
            case "step" if is_optimizer(use.value, owner):
                return Step("step", use, use.value, owner, plain)
            case "step":
                # scaler.step(optimizer)
                for value, argument in zip(use.arguments, use.node.args, strict=True):
                    if is_optimizer(value, argument.value):
                        return Step("step", use, value, argument.value)
        return None


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


def together(event: Event, other: Event) -> bool:
    """Whether both run in the same iterations of the same loops, behind the same conditions."""
    return _guards(event) == _guards(other)


def _guards(event: Event) -> tuple[int, ...]:
    return tuple(id(node) for node in event.enclosing if isinstance(node, _GUARDS))


def mentions_gradient(node: cst.CSTNode) -> bool:
    """Whether a `.grad` stands in it."""
    return any(isinstance(n, cst.Attribute) and n.attr.value == "grad" for n in walk(node))


def _about_gradients(name: str) -> bool:
    """Whether a function that was not read sounds as if it clears gradients or decides about it."""
    if name.startswith("clip_grad"):
        return False
    return any(part in name.lower() for part in ("zero", "grad", "clear", "reset", "accumulate"))


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
    """Whether who has `value` could go backward through it, or reach parameters by it."""
    if isinstance(value, Container):
        return any(map(_may_train, value.items))
    return not isinstance(value, (Constant, Tensor, Item, ClassReference))


def source_of(node: cst.BaseExpression) -> str:
    """What a message calls the owner of a method: `optimizer`, `self.opt`, `optimizers[0]`."""
    return cst.Module([]).code_for_node(node)


def _holds(value: Value, searched: Value) -> bool:
    if value is searched:
        return True
    return isinstance(value, Container) and any(_holds(item, searched) for item in value.items)


def trainings(scripts: tuple[Script, ...]) -> Iterator[Training]:
    """The training of each script that has some."""
    return (script.training for script in scripts if script.training.steps)
