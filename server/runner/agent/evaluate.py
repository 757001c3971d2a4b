"""Values of expressions in the learner's file, without running the code around them.

`Net(d_model, depth=args.depth)` in a training function is evaluated from the assignments above it,
the function's defaults, argparse defaults, and the globals that were run. What would do more than
compute is Unknown.
"""

from __future__ import annotations

import ast
import builtins
import types
from collections.abc import Iterator
from typing import Any

from . import command_line
from .names import Function, bound_names, dotted, free_names
from .slicing import Loaded


class Unknown(Exception):
    """This expression has no value without running more of the file."""


class Place:
    """Where an expression stands: the functions around it, innermost first."""

    def __init__(self, functions: tuple[ast.AST, ...], line: int) -> None:
        self.functions = functions
        self.line = line


class Evaluator:
    """Evaluates expressions of one loaded file; remembers argparse defaults."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._parents: dict[ast.AST, ast.AST] = {
            child: parent
            for parent in ast.walk(loaded.tree)
            for child in ast.iter_child_nodes(parent)
        }
        self._busy: set[tuple[str, int]] = set()
        self.defaults = dict(command_line.defaults(loaded.tree))

    def place(self, node: ast.AST) -> Place:
        """Where `node` stands in the file."""
        functions = []
        at: ast.AST | None = node
        while at is not None:
            if isinstance(at, Function):
                functions.append(at)
            at = self._parents.get(at)
        return Place(tuple(functions), getattr(node, "lineno", 0))

    def value(self, expression: ast.expr, place: Place) -> Any:
        """The value of `expression`; raises Unknown."""
        if command_line.is_parse_args(expression):
            return types.SimpleNamespace(**self.defaults)
        if not self._loaded.purity.is_pure(expression):
            raise Unknown(ast.unparse(expression))
        scope = {name: self.name(name, place) for name in free_names(expression)}
        code = compile(ast.Expression(expression), self._loaded.path, "eval")
        try:
            return eval(code, {"__builtins__": builtins, **scope})
        except Exception as error:
            raise Unknown(ast.unparse(expression)) from error

    def name(self, name: str, place: Place) -> Any:
        """The value that `name` has there; raises Unknown."""
        for function in place.functions:
            assigned = list(self.assignments(name, function, place.line))
            for value, line in assigned:
                return self._guarded(name, value, Place(place.functions, line))
            if name in bound_names_of_arguments(function):
                return self._default(name, function)
        if name in self._loaded.namespace:
            return self._loaded.namespace[name]
        for value, line in self.assignments(name, self._loaded.tree, place.line):
            return self._guarded(name, value, Place((), line))
        if hasattr(builtins, name):
            return getattr(builtins, name)
        raise Unknown(name)

    def _guarded(self, name: str, value: ast.expr, place: Place) -> Any:
        key = (name, place.line)
        if key in self._busy:  # x = x.view(-1)
            raise Unknown(name)
        self._busy.add(key)
        try:
            return self.value(value, place)
        finally:
            self._busy.discard(key)

    def _default(self, name: str, function: ast.AST) -> Any:
        assert isinstance(function, Function)
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = list(zip(reversed(positional), reversed(arguments.defaults)))  # noqa: B905 (shorter)
        pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults) if d]  # noqa: B905 (same length)
        for argument, default in pairs:
            if argument.arg == name:
                return self.value(default, Place((), function.lineno))
        if name in ("args", "opt", "opts", "config", "cfg", "hparams") and self.defaults:
            return types.SimpleNamespace(**self.defaults)
        raise Unknown(name)

    def module_assignments(self, name: str, line: int) -> Iterator[tuple[ast.expr, int]]:
        """`assignments` at the top level of the file, main guard and loops included."""
        return self.assignments(name, self._loaded.tree, line)

    def assignments(self, name: str, scope: ast.AST, line: int) -> Iterator[tuple[ast.expr, int]]:
        """What is assigned to `name` in this scope: last before `line` first, then later ones."""
        found: list[tuple[ast.expr, int]] = []
        for node in walk_scope(scope):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if dotted(target) == name:
                        found.append((node.value, node.lineno))
                    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        pairs = zip(target.elts, node.value.elts)  # noqa: B905 (may be starred)
                        found += [(v, node.lineno) for t, v in pairs if dotted(t) == name]
            elif (
                isinstance(node, (ast.AnnAssign, ast.NamedExpr))
                and dotted(node.target) == name
                and node.value is not None
            ):
                found.append((node.value, node.lineno))
        yield from (pair for pair in reversed(found) if pair[1] < line)
        yield from (pair for pair in found if pair[1] >= line)


def bound_names_of_arguments(function: ast.AST) -> set[str]:
    """The parameter names of a function."""
    assert isinstance(function, Function)
    a = function.args
    every = [*a.posonlyargs, *a.args, *a.kwonlyargs, *(s for s in (a.vararg, a.kwarg) if s)]
    return {argument.arg for argument in every}


def walk_scope(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or module in order, without those of functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, (*Function, ast.ClassDef, ast.Lambda)):
            continue
        yield child
        yield from walk_scope(child)


def roots_of(expression: ast.AST, tree: ast.Module) -> set[str]:
    """Names that may be needed to evaluate `expression` anywhere in the file, transitively."""
    sets: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            for name in bound_names(node):
                sets.setdefault(name, set()).update(free_names(node.value))
    waiting, done = free_names(expression), set()
    while waiting:
        name = waiting.pop()
        done.add(name)
        waiting |= sets.get(name, set()) - done
    return done
