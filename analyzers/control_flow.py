"""Reads statements in the order in which they run: every branch, loops once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from .assigning import Assigning
from .events import Discard
from .file_model import FileModel
from .held import merged
from .tree import statements, walk
from .values import ClassReference, Function, Unknown, Value


class ControlFlow(Assigning):
    """Follows statements, simple and compound ones."""

    def __init__(self, file: FileModel) -> None:
        super().__init__(file)
        # the call that a `with` enters, and what runs where that yields
        self._managing: tuple[cst.BaseExpression, Callable[[Value], None]] | None = None

    def run(self, body: cst.BaseSuite) -> None:
        """Read a suite; every branch is read, loops once."""
        for statement in statements(body):
            self.read_statement(statement)

    def expression(self, node: cst.Expr) -> None:
        """Read an expression that stands alone: what it gives goes nowhere."""
        alone = node.value
        if isinstance(alone, cst.Comparison):
            for part in alone.comparisons:
                self.evaluator.evaluate(part.comparator)
            alone = alone.left
        owner: Value | None = None
        if isinstance(alone, cst.Attribute):
            owner = self.evaluator.evaluate(alone.value)
        else:
            before = len(self.uses)
            self.evaluator.evaluate(alone)
            owner = next((use.value for use in self.uses[before:] if use.node is alone), None)
        self.discards.append(Discard(self.frame, self.tick(), self.enclosing, node, owner))

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
                if node.orelse is not None:
                    self.run(node.orelse.body)
            case cst.Assert():
                self.evaluator.evaluate(node.test)
                if node.msg is not None:
                    self.evaluator.perhaps(node.msg, node.msg)
            case cst.With():
                self._with(node, 0)
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
                self.evaluator.evaluate(node.subject)
                self._branches(node.cases)
            case cst.FunctionDef():
                captured = self.evaluator.captured(node)
                function = Function(node, definition=node, frame=self.frame, captured=captured)
                self.frame.variables[node.name.value] = function
            case cst.ClassDef():
                self.frame.variables[node.name.value] = self._class(node)
            case _:
                pass

    def _class(self, node: cst.ClassDef) -> Value:
        """A class that is defined where code runs, such as a Module class in a function."""
        name = node.name.value
        known = self.file.module_classes.get(name)
        if known is None or known.node is not node:
            return Unknown(node)
        return ClassReference(node, type_name=name)

    def _branches(
        self, branches: Sequence[cst.BaseSuite | cst.If | cst.Else | cst.MatchCase | None]
    ) -> None:
        """Read alternatives from the same start; a name that they disagree on is Unknown after."""
        start_variables, start_current = dict(self.frame.variables), dict(self.current)
        ends: list[tuple[dict[str, Value], dict[str, Value]]] = []
        for branch in branches:
            self.frame.variables, self.current = dict(start_variables), dict(start_current)
            if isinstance(branch, cst.If):
                self.read_statement(branch)
            elif isinstance(branch, cst.Else):
                self._within(branch, branch.body)
            elif isinstance(branch, cst.MatchCase):
                self._case(branch)
            elif branch is not None:
                self._within(branch, branch)
            ends.append((self.frame.variables, self.current))
        self.frame.variables = merged([end[0] for end in ends], self)
        self.current = merged([end[1] for end in ends], self)

    def _case(self, case: cst.MatchCase) -> None:
        """Read one case of a `match`; the names in its pattern hold parts of what was asked."""
        for part in walk(case.pattern):
            if isinstance(part, (cst.MatchAs, cst.MatchStar)) and part.name is not None:
                self.bind(part.name, Unknown(part))
        if case.guard is not None:
            self.evaluator.perhaps(case.guard, case.guard)
        self._within(case.body, case.body)

    def _with(self, node: cst.With, index: int) -> None:
        """Enter the items of a `with` from `index` on, then read its body.

        A context manager of the file that yields runs around what follows.
        """
        if index == len(node.items):
            self.run(node.body)
            return
        item, frame, around = node.items[index], self.frame, self.enclosing
        entered = False

        def enter(value: Value) -> None:
            nonlocal entered
            entered = True
            inside = self.frame, self.enclosing, self.statement
            self.frame, self.enclosing = frame, around
            if item.asname is not None and isinstance(item.asname.name, cst.Name):
                frame.variables[item.asname.name.value] = value
            self._with(node, index + 1)
            self.frame, self.enclosing, self.statement = inside

        self._managing = (item.item, enter)
        value = self.evaluator.evaluate(item.item)
        self._managing = None
        if not entered:
            enter(value)

    def yielded(self, value: Value) -> None:
        """A function yields: where it is a context manager, the body of the `with` runs here."""
        enter, self.frame.entered = self.frame.entered, None
        if enter is not None:
            enter(value)

    def _within(self, branch: cst.CSTNode, body: cst.BaseSuite) -> None:
        """Read one of several alternatives, which is remembered as what encloses it."""
        around, self.enclosing = self.enclosing, (*self.enclosing, branch)
        self.run(body)
        self.enclosing = around

    def _delete(self, target: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.frame.variables.pop(target.value, None)
