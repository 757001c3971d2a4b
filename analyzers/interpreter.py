"""Reads statements in the order in which they run, and keeps what it saw; runs nothing.

Every branch is read, loops once. Lists keep their identity under two names, functions and methods
of the file are followed into, and what leaves for code that was not read is marked as escaped.
"""

from __future__ import annotations

from operator import sub

import libcst as cst

from .assigning import Assigning
from .evaluate import Evaluator
from .events import (
    Discard,
    Frame,
)
from .file_model import FileModel
from .held import merged, united
from .marks import Mark, Marked
from .tree import statements
from .values import (
    Activation,
    Constant,
    Function,
    Unknown,
    Value,
)

_DEEPEST_CALL = 4
MOST_CALLS = 300


class Interpreter(Assigning):
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

    # --- calls

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
        return self.enter(function, values, owner, frame, node)

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
            positional = [p.name.value for p in names]
            for argument, value in zip(node.args, values, strict=True):
                if argument.keyword is not None:
                    variables[argument.keyword.value] = value
                elif not argument.star and positional:
                    variables[positional.pop(0)] = value
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

    # --- statements

    def run(self, body: cst.BaseSuite) -> None:
        """Read a suite; every branch is read, loops once."""
        for statement in statements(body):
            self.read_statement(statement)

    def expression(self, node: cst.Expr) -> None:
        """Read an expression that stands alone: what it gives goes nowhere."""
        alone = node.value.left if isinstance(node.value, cst.Comparison) else node.value
        owner: Value | None = None
        if isinstance(alone, cst.Attribute):
            owner = self.evaluator.evaluate(alone.value)
        else:
            before = len(self.uses)
            self.evaluator.evaluate(alone)
            owner = next((use.value for use in self.uses[before:] if use.node is alone), None)
        self.discards.append(Discard(node, owner, self.frame, self.tick(), self.enclosing))

    def read_statement(self, node: cst.CSTNode) -> None:
        """Read one statement, simple or compound."""
        if isinstance(node, cst.BaseSmallStatement):
            self.statement = node
            self._run(node)
            return
        around, self.enclosing = self.enclosing, (*self.enclosing, node)
        self._run(node)
        self.enclosing = around

    def _run(self, node: cst.CSTNode) -> None:
        match node:
            case cst.Assign():
                value = self.evaluator.evaluate(node.value)
                for target in node.targets:
                    self._assign(target.target, value, node.value, node, len(node.targets) == 1)
            case cst.AnnAssign():
                if node.value is not None:
                    value = self.evaluator.evaluate(node.value)
                    self._assign(node.target, value, node.value, node, True)
            case cst.AugAssign():
                self._augment(node)
            case cst.Expr():
                self.expression(node)
            case cst.Return():
                if node.value is not None:
                    self.frame.returned.append(self.evaluator.evaluate(node.value))
            case cst.If():
                self.evaluator.evaluate(node.test)
                self._branches([node.body, node.orelse])
            case cst.For():
                self.bind(node.target, self.evaluator.iterate(node.iter))
                self.run(node.body)
                if node.orelse is not None:
                    self.run(node.orelse.body)
            case cst.While():
                self.evaluator.evaluate(node.test)
                self.run(node.body)
            case cst.With():
                for item in node.items:
                    value = self.evaluator.evaluate(item.item)
                    if item.asname is not None and isinstance(item.asname.name, cst.Name):
                        self.frame.variables[item.asname.name.value] = value
                self.run(node.body)
            case cst.Del():
                self._delete(node.target)
            case cst.Try() | cst.TryStar():
                self.run(node.body)
                for handler in node.handlers:
                    self._within(handler, handler.body)
                for clause in (node.orelse, node.finalbody):
                    if clause is not None:
                        self.run(clause.body)
            case cst.Match():
                self._branches([case.body for case in node.cases])
            case cst.FunctionDef():
                captured = self.evaluator.captured(node)
                function = Function(node, definition=node, frame=self.frame, captured=captured)
                self.frame.variables[node.name.value] = function
            case cst.ClassDef():
                self.frame.variables[node.name.value] = Unknown(node)
            case _:
                pass

    def _branches(self, branches: list[cst.BaseSuite | cst.If | cst.Else | None]) -> None:
        """Read alternatives from the same start; a name that they disagree on is Unknown after."""
        start_variables, start_current = dict(self.frame.variables), dict(self.current)
        ends: list[tuple[dict[str, Value], dict[str, Value]]] = []
        for branch in branches:
            self.frame.variables, self.current = dict(start_variables), dict(start_current)
            if isinstance(branch, cst.If):
                self.read_statement(branch)
            elif isinstance(branch, cst.Else):
                self._within(branch, branch.body)
            elif branch is not None:
                self._within(branch, branch)
            ends.append((self.frame.variables, self.current))
        self.frame.variables = merged([end[0] for end in ends], self)
        self.current = merged([end[1] for end in ends], self)

    def _within(self, branch: cst.CSTNode, body: cst.BaseSuite) -> None:
        """Read one of several alternatives, which is remembered as what encloses it."""
        around, self.enclosing = self.enclosing, (*self.enclosing, branch)
        self.run(body)
        self.enclosing = around

    def _delete(self, target: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.frame.variables.pop(target.value, None)
