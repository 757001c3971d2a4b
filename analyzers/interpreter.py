"""Reads code as it would run, and keeps what it saw; runs nothing.

Functions and methods of the file are followed into (here), every branch is read, loops once
(`control_flow.py`), lists keep their identity under two names (`assigning.py`), and what leaves for
code that was not read is marked as escaped (`notes.py`).
"""

from __future__ import annotations

from operator import sub

import libcst as cst

from .control_flow import ControlFlow
from .evaluate import Evaluator
from .events import Frame
from .file_model import FileModel
from .held import united
from .marks import Mark, Marked
from .tree import is_name, statements
from .values import (
    Activation,
    Constant,
    Unknown,
    Value,
)

_DEEPEST_CALL = 4
MOST_CALLS = 300


class Interpreter(ControlFlow):
    """What is known while code is read. Subclasses decide what is read, and in which order."""

    def __init__(self, file: FileModel) -> None:
        super().__init__(file)
        self.evaluator = Evaluator(self)
        self._active: set[int] = set()
        self._depth = 0
        self.calls = 0
        # where a function begins: how many events, values touched and calls there were before
        self._began = (self.event_counts(), 0, 0)
        # the function that is read from here on, if it may have to be read again
        self.marked: Marked | None = None

    def own_method(self, name: str) -> cst.FunctionDef | None:
        """The method that `self.name(...)` reaches."""
        return None

    def call(
        self,
        function: cst.FunctionDef,
        node: cst.Call,
        values: list[Value],
        owner: Value | None,
        around: Frame | None = None,
    ) -> Value:
        """Follow a call of a function or method of this file; its value, or Unknown.

        `around` is the frame whose variables a function in a function sees.
        """
        self.calls += 1
        too_deep = self._depth >= _DEEPEST_CALL or self.calls > MOST_CALLS
        if id(function) in self._active or too_deep:
            self.refused.add(id(node))
            if owner is not None or around is not None:
                self.called(f"self.{function.name.value}", node, values, Unknown(node))
            for value in values:
                self.release(value)
            return Unknown(node)
        if any(argument.star for argument in node.args):
            for value in values:
                self.release(value)
        name = function.name.value
        in_class = self.own_method(name) is function
        outer = self.frame
        frame = Frame({}, name, outer.constructing, in_class, outer.running, outer=around)
        if self._managing is not None and self._managing[0] is node:
            frame.entered = self._managing[1]
        return self.enter(function, values, owner, frame, node)

    def apply(
        self, function: cst.Lambda, node: cst.Call, values: list[Value], around: Frame
    ) -> Value:
        """The value of calling a lambda that was made in the frame `around`."""
        self.calls += 1
        plain = not any(argument.star for argument in node.args)
        if not plain or id(function) in self._active or self.calls > MOST_CALLS:
            for value in values:
                self.release(value)
            return Unknown(node)
        outer = self.frame
        variables: dict[str, Value] = {}
        for parameter in (*function.params.params, *function.params.kwonly_params):
            default = parameter.default
            variables[parameter.name.value] = (
                Unknown(parameter) if default is None else self.evaluator.evaluate(default)
            )
        positional = [parameter.name.value for parameter in function.params.params]
        for argument, value in zip(node.args, values, strict=True):
            if argument.keyword is not None:
                variables[argument.keyword.value] = value
            elif positional:
                variables[positional.pop(0)] = value
        self.frame = Frame(
            variables, outer.method, outer.constructing, outer.in_class, outer.running, outer=around
        )
        self._active.add(id(function))
        try:
            return self.evaluator.evaluate(function.body)
        finally:
            self.frame = outer
            self._active.discard(id(function))

    def enter(
        self,
        function: cst.FunctionDef,
        values: list[Value],
        owner: Value | None,
        frame: Frame,
        node: cst.Call | None,
    ) -> Value:
        """Read the body of a function with a new frame; what it returns, or Unknown."""
        frame.variables = self._parameters(function, values, owner, node, frame.running)
        return self._run_function(function, frame, node)

    def begin(self) -> tuple[tuple[int, ...], int, int]:
        """A function begins here that may have to be read again from the middle; what there was before it."""
        self._began = (self.event_counts(), len(self.touched), self.calls)
        return self._began

    def go_on(self, before: Marked, function: cst.FunctionDef, same: int) -> None:
        """Read `function` from the statement on behind the `same` ones that it begins with as `before`.

        The events up to there were taken over already.
        """
        mark, frame = before.marks[same], before.frame
        frame.variables, frame.paths = dict(mark.variables), dict(mark.paths)
        del frame.returned[mark.returned :]
        self.current = dict(mark.current)
        self._order, self.statement = mark.order, mark.statement
        self.visited, self.refused = set(mark.visited), set(mark.refused)
        self.calls += mark.calls
        self.marked = Marked(function, frame, before.marks[:same])
        self._run_function(function, frame, None)

    def _mark(self, function: cst.FunctionDef, frame: Frame) -> Mark:
        events, touched, calls = self._began
        return Mark(
            tuple(map(sub, self.event_counts(), events)),
            dict(frame.variables),
            dict(frame.paths),
            len(frame.returned),
            dict(self.current),
            self._order,
            self.statement,
            frozenset(self.visited - {id(function)}),
            frozenset(self.refused),
            self.calls - calls,
            len(self.touched) - touched,
            self.count_met(),
            len(self.global_paths),
        )

    def count_met(self) -> int:
        """How many unknown attributes this function has met."""
        return len(self.own_paths)

    def _run_function(
        self, function: cst.FunctionDef, frame: Frame, node: cst.Call | None
    ) -> Value:
        self.visited.add(id(function))
        before, self.frame = self.frame, frame
        around, self.enclosing = self.enclosing, (*self.enclosing, function)
        self._active.add(id(function))
        self._depth += 1
        try:
            if self.marked is not None and self.marked.function is function and self._depth == 1:
                for statement in statements(function.body)[len(self.marked.marks) :]:
                    self.marked.marks.append(self._mark(function, frame))
                    self.read_statement(statement)
            else:
                self.run(function.body)
            returned = [
                v
                for v in self.frame.returned
                if not isinstance(v, Constant) or v.source is not None  # float(loss)
            ]
        finally:
            self.frame, self.enclosing = before, around
            self._active.discard(id(function))
            self._depth -= 1
        if returned and all(isinstance(value, Activation) for value in returned):
            return united(returned, self)
        same_kind = len({type(value) for value in returned}) == 1
        return returned[0] if returned and same_kind else Unknown(node)

    def _parameters(
        self,
        function: cst.FunctionDef,
        values: list[Value],
        owner: Value | None,
        node: cst.Call | None,
        running: bool,
    ) -> dict[str, Value]:
        names = [*function.params.posonly_params, *function.params.params]
        variables: dict[str, Value] = {}
        for parameter in (*names, *function.params.kwonly_params):
            value = self.evaluator.expected(parameter)
            if (
                running
                and node is None
                and isinstance(value, Unknown)
                and parameter.default is None
            ):
                value = Activation(parameter)
            variables[parameter.name.value] = value
        static = any(
            isinstance(d.decorator, cst.Name)
            and d.decorator.value in ("staticmethod", "classmethod")
            for d in function.decorators
        )
        if owner is not None and names and not static:
            variables[names.pop(0).name.value] = owner
        if node is not None:
            if not any(argument.star for argument in node.args):
                for parameter in (*names, *function.params.kwonly_params):
                    name, default = parameter.name.value, parameter.default
                    if is_name(default, "None") and type(variables[name]) is Unknown:
                        variables[name] = Constant(default)
            positional = [p.name.value for p in names]
            for argument, value in zip(node.args, values, strict=True):
                if argument.keyword is not None:
                    taken = argument.keyword.value
                elif not argument.star and positional:
                    taken = positional.pop(0)
                else:
                    continue
                # `path: str` says more than something unknown that is given for it
                if type(value) is not Unknown or not isinstance(variables.get(taken), Constant):
                    variables[taken] = value
        return variables

    def super_call(self, node: cst.Call, name: str) -> Value:
        """`super().name(...)`: the base class may register what it is given."""
        for value in self.evaluator.arguments(node):
            self.release(value)
        return Unknown(node)

    def registered_buffer(self, node: cst.Call, values: list[Value]) -> None:
        """`self.register_buffer(name, tensor)`."""
        for value in values:
            self.reveal(value)
