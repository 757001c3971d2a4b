"""Run of a learner's file only what one class needs.

Imports, functions, classes and constants that only compute are run, in their order and with their
own line numbers. Training loops, calls, and what is below `if __name__ == "__main__":` are not:
most tutorial files train at the top level, and nobody who clicks "Run" wants that.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass

from . import command_line
from .errors import Missing, Stopped, learner_error, plain_error
from .names import Function, Purity, bound_names, dotted, free_names
from .standins import find_stand_in

# Statements without a value that change how torch or the imports behave.
_SETTINGS = ("torch.set_", "sys.path.", "warnings.filterwarnings", "torch.backends.")
# What an `except ImportError:` branch may do.
_COMPLAINTS = frozenset({"print", "exit", "quit", "sys.exit", "warnings.warn"})


@dataclass
class Loaded:
    """The learner's file, as far as it was run."""

    path: str
    tree: ast.Module
    purity: Purity
    module: types.ModuleType
    class_name: str
    class_node: ast.ClassDef
    missing: Missing

    @property
    def namespace(self) -> dict[str, object]:
        """The globals of the learner's code."""
        return self.module.__dict__

    @property
    def cls(self) -> type:
        """The class that was asked for."""
        value: object = self.module
        for part in self.class_name.split("."):
            value = getattr(value, part)
        assert isinstance(value, type)
        return value


def find_class(tree: ast.Module, class_name: str) -> ast.ClassDef | None:
    """The last definition of a (dotted) class name, at the top level or in `if` and `try`."""
    body: list[ast.stmt] = tree.body
    found: ast.ClassDef | None = None
    for part in class_name.split("."):
        found = None
        for statement in _flat(body):
            if isinstance(statement, ast.ClassDef) and statement.name == part:
                found = statement
        if found is None:
            return None
        body = found.body
    return found


def _flat(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements with those in `if` and `try` blocks, but nothing below a main guard."""
    flat: list[ast.stmt] = []
    for statement in body:
        flat.append(statement)
        if isinstance(statement, ast.If) and not is_main_guard(statement):
            flat += _flat(statement.body) + _flat(statement.orelse)
        elif isinstance(statement, ast.Try):
            flat += _flat(statement.body) + _flat(statement.orelse)
            for handler in statement.handlers:
                flat += _flat(handler.body)
    return flat


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`."""
    return isinstance(statement, ast.If) and "__name__" in free_names(statement.test)


class _Slicer:
    def __init__(self, tree: ast.Module, purity: Purity) -> None:
        self._purity = purity
        self.units: list[ast.stmt] = []
        self.skipped: dict[str, int] = {}
        self._collect(tree.body)

    def _collect(self, body: list[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, ast.If) and is_main_guard(statement):
                self._collect_constants(statement.body)
            elif self._is_quiet(statement):
                self.units.append(statement)
            elif isinstance(statement, ast.Try):
                self._collect(statement.body)
            else:
                self._skip(statement)

    def _collect_constants(self, body: list[ast.stmt]) -> None:
        """Below a main guard: the constants that a class reads as globals."""
        for statement in body:
            if isinstance(statement, ast.Assign) and self._is_quiet(statement):
                self.units.append(statement)
            else:
                self._skip(statement)

    def _skip(self, statement: ast.stmt) -> None:
        for name in bound_names(statement):
            self.skipped.setdefault(name, statement.lineno)

    def _is_quiet(self, statement: ast.stmt, in_try: bool = False) -> bool:
        if isinstance(statement, (ast.Import, ast.ImportFrom, ast.ClassDef, ast.Pass, *Function)):
            return True
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            if command_line.is_parse_args(statement.value):
                return True
            return self._purity.is_pure(statement)
        if isinstance(statement, ast.Expr):
            return self._is_setting(statement.value, in_try)
        if isinstance(statement, ast.If):
            branches = statement.body + statement.orelse
            quiet = all(self._is_quiet(s, in_try) for s in branches)
            return quiet and self._purity.is_pure(statement.test)
        if isinstance(statement, ast.Try):
            inside = statement.body + statement.orelse + statement.finalbody
            inside += [s for handler in statement.handlers for s in handler.body]
            return all(self._is_quiet(s, in_try=True) for s in inside)
        return in_try and isinstance(statement, ast.Raise)

    def _is_setting(self, value: ast.expr, in_try: bool) -> bool:
        if isinstance(value, ast.Constant):
            return True
        if not isinstance(value, ast.Call):
            return False
        name = self._purity.full_name(value.func) or ""
        return name.startswith(_SETTINGS) or (in_try and name in _COMPLAINTS)

    def needed(self, roots: set[str]) -> list[ast.stmt]:
        """The units that `roots` need, in the order of the file."""
        sets: dict[str, list[ast.stmt]] = {}
        kept: set[ast.stmt] = set()
        for unit in self.units:
            star = isinstance(unit, ast.ImportFrom) and any(a.name == "*" for a in unit.names)
            future = isinstance(unit, ast.ImportFrom) and unit.module == "__future__"
            if star or future or isinstance(unit, ast.Expr):
                kept.add(unit)
            for name in bound_names(unit) | _patched_names(unit):
                sets.setdefault(name, []).append(unit)
        waiting = set(roots)
        for unit in kept:
            waiting |= free_names(unit)
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            done.add(name)
            for unit in sets.get(name, []):
                if unit not in kept:
                    kept.add(unit)
                    waiting |= free_names(unit) - done
        return [unit for unit in self.units if unit in kept]


def _patched_names(statement: ast.stmt) -> set[str]:
    """`Net` for `Net.forward = other` and `TABLE[0] = 3`."""
    if not isinstance(statement, (ast.Assign, ast.AugAssign)):
        return set()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    inner = [t.value for t in targets if isinstance(t, (ast.Attribute, ast.Subscript))]
    return {(dotted(t) or "").split(".")[0] for t in inner} - {""}


Roots = Callable[[ast.Module, str, ast.ClassDef], set[str]]


def load(
    source: str, path: str, class_name: str, roots: Roots, *, whole_file: bool = False
) -> Loaded:
    """Run what `class_name` and the names that `roots` finds need, or all. Raises Stopped."""
    lines = source.splitlines(keepends=True)
    linecache.cache[path] = (len(source), None, lines, path)
    try:
        tree = ast.parse(source, path)
    except SyntaxError as error:
        raise Stopped(learner_error(error, path, "import")) from error
    node = find_class(tree, class_name) or find_stand_in(tree, class_name)
    if node is None:
        fields: dict[str, str | int] = {"name": class_name}
        message = f"There is no class {class_name} at the top level of this file."
        raise Stopped(plain_error("learner", message, "import", "explain-no-class", fields))
    purity = Purity(tree)
    slicer = _Slicer(tree, purity)
    module = types.ModuleType("__learner__")
    module.__file__ = path
    sys.modules[module.__name__] = module
    loaded = Loaded(path, tree, purity, module, class_name, node, Missing(slicer.skipped))
    if whole_file:
        _run_whole(loaded)
        return loaded
    flags = 0
    wanted = {class_name.split(".")[0]} | roots(tree, class_name, node)
    for unit in slicer.needed(wanted):
        if isinstance(unit, ast.ImportFrom) and unit.module == "__future__":
            for alias in unit.names:
                flags |= getattr(__future__, alias.name).compiler_flag
        _run(unit, loaded, flags)
    return loaded


def _run_whole(loaded: Loaded) -> None:
    """As `python file.py` does, main guard included."""
    loaded.namespace["__name__"] = "__main__"
    code = compile(loaded.tree, loaded.path, "exec", dont_inherit=True)
    try:
        exec(code, loaded.namespace)  # noqa: S102 (running it is the purpose)
    except (Exception, SystemExit) as error:
        raise Stopped(learner_error(error, loaded.path, "import")) from error


def _run(unit: ast.stmt, loaded: Loaded, flags: int) -> None:
    if isinstance(unit, ast.Assign) and command_line.is_parse_args(unit.value):
        # The command line is TorchTutor's and not theirs: the defaults count.
        target = next((n for n in ast.walk(unit.targets[0]) if isinstance(n, ast.Name)), None)
        if target is not None:
            loaded.namespace[target.id] = command_line.namespace(loaded.tree)
        return
    code = compile(ast.Module([unit], []), loaded.path, "exec", flags, dont_inherit=True)
    try:
        exec(code, loaded.namespace)  # noqa: S102 (running it is the purpose)
    except (Exception, SystemExit) as error:
        top = loaded.class_name.split(".")[0]
        if top in bound_names(unit):
            raise Stopped(learner_error(error, loaded.path, "import", loaded.missing)) from error
        # The class may get by without it; if not, this is what it is told.
        loaded.missing.failed.update(dict.fromkeys(bound_names(unit), error))


def method_line(class_node: ast.ClassDef, name: str) -> int:
    """The line of a method, or of the class where it has none of this name."""
    methods = (n for n in class_node.body if isinstance(n, ast.FunctionDef) and n.name == name)
    return next((method.lineno for method in methods), class_node.lineno)
