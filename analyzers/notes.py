"""What an `Interpreter` knows where it is reading, and what it has seen so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import libcst as cst

from . import held
from .events import (
    Assignment,
    Augmentation,
    Binding,
    Creation,
    Discard,
    Drain,
    Flow,
    Frame,
    FunctionCall,
    Placement,
    Repetition,
    Store,
    SuperCall,
    Use,
)
from .file_model import FileModel
from .values import (
    Activation,
    Container,
    ModelParameters,
    SelfReference,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .evaluate import Evaluator


# the items, keys and additions of a container
Held = tuple[list[Value], list[cst.BaseExpression], list[tuple[int, cst.CSTNode]]]


def held_by(container: Container) -> Held:
    """What is in a container now."""
    return [*container.items], [*container.keys], [*container.additions]


class Notes:
    """What is known while code is read, and what was seen in it."""

    evaluator: Evaluator

    def __init__(self, file: FileModel) -> None:
        self.file = file
        self.self_value = SelfReference()
        # values that were changed after they were made
        self.touched: list[Value] = []
        # of the containers among them, what was in them before
        self.filled: dict[int, tuple[Container, Held]] = {}
        self.current: dict[str, Value] = {}
        self.assignments: list[Assignment] = []
        self.bindings: list[Binding] = []
        # by node and whether it runs in forward: a method that is called twice makes one thing
        self.creations: dict[tuple[int, bool], Creation] = {}
        self.uses: list[Use] = []
        self.placements: list[Placement] = []
        self.discards: list[Discard] = []
        self.drains: list[Drain] = []
        self.functions: list[FunctionCall] = []
        self.flows: list[Flow] = []
        self.augmentations: list[Augmentation] = []
        self.stores: list[Store] = []
        self.repetitions: list[Repetition] = []
        self.super_calls: list[SuperCall] = []
        self.visited: set[int] = set()
        # what others found out about it, by a name of theirs, for as long as this reading holds
        self.kept: dict[str, object] = {}
        # the functions of the file that calls were followed to
        self.followed: dict[str, cst.FunctionDef] = {}
        # what the top level said about a variable or an unknown thing, where it was asked
        self.asked_globals: dict[str, Value | None] = {}
        self.asked_paths: dict[str, Value | None] = {}
        # calls of functions of the file that were not followed: too deep, or recursive
        self.refused: set[int] = set()
        # unknown attributes of the instance, by the dotted way from `self.` on
        self.own_paths: dict[str, Value] = {}
        self.frame = Frame({}, "", False, False)
        # the variables of the top level, which functions see where they have none of that name
        self.globals: Frame | None = None
        # unknown things of the top level that it knows nothing of itself
        self.global_paths: dict[str, Value] = {}
        self.statement: cst.CSTNode | None = None
        # the compound statements and functions around the statement that is read, nearest last
        self.enclosing: tuple[cst.CSTNode, ...] = ()
        self._order = 0

    def still_holds(
        self, functions: Mapping[str, cst.FunctionDef], globals_: Frame | None = None
    ) -> bool:
        """Whether the functions and the variables of the top level that it met are still the same."""
        followed = self.followed
        if followed and any(functions.get(name) is not f for name, f in followed.items()):
            return False
        if globals_ is None or globals_ is self.globals:
            return True
        same = all(globals_.variables.get(n) is v for n, v in self.asked_globals.items())
        return same and all(globals_.paths.get(n) is v for n, v in self.asked_paths.items())

    def event_counts(self) -> tuple[int, ...]:
        """How many events of each kind there are so far."""
        return (*map(len, self.event_lists()), len(self.creations))

    def event_lists(self) -> tuple[list[Any], ...]:
        """The events, but for creations, by kind."""
        return (
            self.assignments, self.bindings, self.uses, self.placements, self.discards,
            self.drains, self.functions, self.flows, self.augmentations, self.stores,
            self.repetitions, self.super_calls,
        )  # fmt: skip

    def original(self, value: Value) -> Value:
        """What a value is for the other readings of the file."""
        return value

    def tick(self) -> int:
        """The next place in the order of reading."""
        self._order += 1
        return self._order

    def variable(self, name: str) -> Value | None:
        """What the variable holds here, in the function or around it; None if unknown."""
        frame: Frame | None = self.frame
        while frame is not None:
            if name in frame.variables:
                return frame.variables[name]
            frame = frame.outer
        if self.globals is None:
            return None
        found = self.asked_globals[name] = self.globals.variables.get(name)
        return found

    def path(self, dotted: str, unknown: Unknown) -> Value:
        """The unknown thing that `dotted` leads to here: the same one each time."""
        root, _, rest = dotted.partition(".")
        paths = self.frame.paths
        if rest and isinstance(self.variable(root), SelfReference):
            return self.own_path(rest, unknown)
        if root not in self.frame.variables and self.globals is not None:
            known = self.asked_paths[dotted] = self.globals.paths.get(dotted)
            if known is not None:
                return known
            paths = self.global_paths
        return paths.setdefault(dotted, unknown)

    def own_path(self, dotted: str, unknown: Unknown) -> Value:
        """The unknown attribute of the instance that the way `dotted` from `self.` on leads to."""
        return self.own_paths.setdefault(dotted, unknown)

    def fills(self, container: Container) -> None:
        """Something is put into a container that was made before."""
        self.touched.append(container)
        if id(container) not in self.filled:
            self.filled[id(container)] = (container, held_by(container))

    def release(self, value: Value) -> None:
        """Code that was not read has `value` now; while running that changes nothing."""
        if not self.frame.running:
            self.touched += held.release(value)

    def reveal(self, value: Value) -> None:
        """PyTorch reaches `value` now, and everything registered inside it."""
        self.touched += held.reveal(value)

    def created(self, value: Value, node: cst.Call, arguments: list[Value]) -> None:
        """Remember that a Module, Parameter or Buffer was made."""
        key = (id(node), self.frame.running)
        creation = Creation(self.frame, self.tick(), self.enclosing, value, node, arguments)
        self.creations.setdefault(key, creation)

    def used(
        self, value: Value, node: cst.Call, method: str | None, arguments: list[Value]
    ) -> None:
        """Remember that a known object, or a method of it, was called."""
        self.uses.append(
            Use(
                self.frame, self.tick(), self.enclosing,
                value, node, method, arguments, self.statement,
            )
        )  # fmt: skip

    def drained(self, value: Value, node: cst.BaseExpression) -> None:
        """Remember that a generator of parameters was read to its end, if `value` is one."""
        if isinstance(value, ModelParameters):
            if value.reader is None:
                self.touched.append(value)
                value.reader = node
            self.drains.append(Drain(self.frame, self.tick(), self.enclosing, value, node))

    def repeated(
        self, values: list[Value], node: cst.BaseExpression, count: cst.BaseExpression
    ) -> None:
        """Remember that an expression puts the same values, so far unregistered, in many places."""
        fresh = [value for value in values if not value.visible]
        self.repetitions.append(Repetition(fresh, node, count, self.statement, self.frame))

    def called(
        self, function: str, node: cst.Call, arguments: list[Value], result: Value
    ) -> FunctionCall:
        """Remember that a function was called by name."""
        event = FunctionCall(
            self.frame, self.tick(), self.enclosing,
            function, node, arguments, result, self.statement,
        )  # fmt: skip
        self.functions.append(event)
        return event

    def flowed(self, value: Activation) -> Activation:
        """Remember that an activation was computed."""
        self.flows.append(Flow(self.frame, self.tick(), self.enclosing, value))
        return value
