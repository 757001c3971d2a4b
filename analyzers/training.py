"""Training loops: who clears gradients, computes them, takes the step, and in which order.

Asked of a Script; `script.training` keeps the answer. A loop is judged by what runs in it, also in
the functions of the file that it calls; what was not read is there as `Foreign` calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from . import torch_facts as facts
from .events import Binding, FunctionCall, Use
from .literals import number
from .optimizing import trained_apart
from .script import loops_around
from .steps import (
    GUARDS,
    Foreign,
    Occurrence,
    Step,
    StepKind,
    calls_model_or_loss,
    is_loss,
    is_optimizer,
    mentions_gradient,
)
from .tree import dotted_name
from .values import Activation, Module, Scheduler, Tensor, Unknown, Value

if TYPE_CHECKING:
    from .script import Script

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


class Loop:
    """One loop of a script and the training that happens in it."""

    def __init__(self, training: Training, node: cst.For | cst.While) -> None:
        self.training = training
        self.node = node

    def contains(self, event: Occurrence) -> bool:
        """Whether the event happens in the loop, however deep."""
        return any(node is self.node for node in event.enclosing)

    def steps(self, kind: StepKind) -> list[Step]:
        """The steps of one kind that happen in the loop, however deep."""
        return [s for s in self.training.steps if s.kind == kind and self.contains(s)]

    def own(self, kind: StepKind) -> list[Step]:
        """Those of which this is the innermost loop."""
        return [s for s in self.steps(kind) if loops_around(s.enclosing)[-1] is self.node]

    def is_unconditional(self, event: Occurrence) -> bool:
        """Whether the event happens in every iteration, not only under some condition."""
        at = next(i for i, node in enumerate(event.enclosing) if node is self.node)
        return not any(isinstance(node, GUARDS) for node in event.enclosing[at + 1 :])

    def has(self, kind: StepKind, method: str) -> bool:
        """Whether such a step is there, or was meant to be: `loss.backward` without the call."""
        return bool(self.steps(kind)) or self.names(method)

    def names(self, method: str) -> bool:
        """Whether the method stands alone in it, without the call."""
        return any(
            isinstance(discard.node.value, cst.Attribute)
            and discard.node.value.attr.value == method
            and self.contains(discard)
            for discard in self.training.script.discards
        )

    def clears(self, step: Step) -> bool:
        """Whether the gradients of `step` are cleared in it, for all that can be told."""
        found = self.steps("clear")
        if not found:
            return self.has("clear", "zero_grad")
        return not all(trained_apart(clear.target, step.target) for clear in found)

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
                count = number(last)
                return count is not None and count <= 1
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
            call.own
            or (call.gets(optimizer) and call.name != "unscale_")  # of a GradScaler
            or _about_gradients(call.name)
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
            if head == "self" and name in _LEAVE_TRAINING_ALONE and self._in_module:
                continue
            # an attribute that only another class sets is called like a method
            own = head in ("self", "super") and not calls_model_or_loss(name)
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

    @cached_property
    def _in_module(self) -> bool:
        """Whether it is a method of a Module class: `self.train()` is the one of torch."""
        function = self.script.function
        return function is not None and any(
            method is function
            for definition in self.script.file.module_classes.values()
            for method in definition.methods().values()
        )

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


def _about_gradients(name: str) -> bool:
    """Whether a function that was not read sounds as if it clears gradients or decides about it."""
    if name.startswith("clip_grad"):
        return False
    return any(part in name.lower() for part in ("zero", "grad", "clear", "reset", "accumulate"))


def trainings(scripts: tuple[Script, ...]) -> Iterator[Training]:
    """The training of each script that has some."""
    return (script.training for script in scripts if script.training.steps)
