"""What of a file a run depends on, so that a change of anything else leaves its result standing.

The agent decides what to run when it runs; this is asked of any text, at once, and rather names too
much: the statements that the class reaches by its names, the calls that show how it is made and called,
with whatever their arguments are made of, and the example comments.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .agent.names import Function, bound_names, dotted, free_names

# Statements without a value that change how the rest behaves.
_SETTINGS = ("torch.", "sys.path.", "warnings.", "random.", "numpy.", "np.")
_EXAMPLE = re.compile(r"#\s*torchtutor:\s*example\b.*")


# What may change the meaning of lines that did not change themselves.
_FAR_REACHING = re.compile(r"\"\"\"|'''|\\$|\bimport\b|torchtutor:|^[a-z]+\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Needed:
    """`code` is what a run depends on, whatever its layout and place; `names` are those in it, and
    `lines`, from 1, are where it stands."""

    code: frozenset[str]
    names: frozenset[str]
    lines: frozenset[int]


@lru_cache(maxsize=64)  # one text is asked about by lenses, hints and diagnostics
def needed(text: str, class_name: str, whole_file: bool = False) -> Needed | None:
    """What a run of `class_name` depends on; None for a text that does not parse.

    Of a run of the whole file, all of it: a function below may change what the class reads.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):  # ValueError: a null character
        return None
    examples = frozenset(_EXAMPLE.findall(text))
    if whole_file:
        every = range(len(text.splitlines()) + 2)
        return Needed(examples | {ast.dump(tree)}, frozenset(), frozenset(every))
    reach = _Reach(tree, class_name)
    nodes = reach.nodes()
    spans = (range(n.lineno, (n.end_lineno or n.lineno) + 1) for n in nodes)
    lines = frozenset(line for span in spans for line in span)
    code = examples | {ast.dump(node) for node in nodes}
    return Needed(code, frozenset(reach.names), lines)


def needs_more(then: str, now: str, class_name: str, whole_file: bool = False) -> bool:
    """Whether a run of `now` may come out otherwise than the one of `then` did.

    False too for a text that does not parse. Reading a text costs milliseconds, so it is not read
    when what changed stands elsewhere and names nothing of the run's.
    """
    before = needed(then, class_name, whole_file)
    if before is None:
        return False
    lines, changed = _changed(then, now)
    named = before.names.intersection(re.findall(r"\w+", changed))
    if not named and not before.lines.intersection(lines) and not _FAR_REACHING.search(changed):
        return False
    after = needed(now, class_name, whole_file)
    return after is not None and after.code != before.code


def _changed(then: str, now: str) -> tuple[range, str]:
    """From the first to the last line that differs: the lines of `then`, from 1, with one more on
    each side, and the text of both."""
    old, new = then.splitlines(), now.splitlines()
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    return range(same, len(old) + 2), "\n".join([*old[same:], *new[same:]])


class _Reach:
    def __init__(self, tree: ast.Module, class_name: str) -> None:
        self._path = class_name.split(".")
        self.names = {self._path[0], self._path[-1]}
        self._every = list(ast.walk(tree))
        self._own: set[ast.AST] = set()
        self._sets: dict[str, list[ast.stmt]] = {}
        self._always: list[ast.stmt] = []
        for unit in _units(tree.body):
            if isinstance(unit, ast.Expr):
                if isinstance(unit.value, ast.Call) and _is_setting(unit.value):
                    self._always.append(unit)
                continue
            for name in bound_names(unit) | _patched(unit):
                self._sets.setdefault(name, []).append(unit)
                if name == self._path[0]:
                    self._own |= set(ast.walk(unit))

    def nodes(self) -> list[ast.stmt | ast.Call]:
        """The statements and expressions of the file that the run depends on."""
        calls = list(self._calls())
        arguments = [part for call in calls for part in (*call.args, *call.keywords)]
        made_of = list(self._made_of(_names_in(arguments)))
        found: list[ast.stmt | ast.Call] = [*self._always, *calls, *made_of]
        waiting = {self._path[0]} | _names_in([*self._always, *arguments, *made_of])
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            seen.add(name)
            for unit in self._sets.get(name, ()):
                if unit not in found:
                    found.append(unit)
                    waiting |= free_names(unit) - seen
        imported = {
            name
            for name, units in self._sets.items()
            if all(isinstance(unit, (ast.Import, ast.ImportFrom)) for unit in units)
        }
        self.names |= seen - imported
        return found

    def _calls(self) -> Iterator[ast.Call]:
        """How the class is made, and how what was made is called."""
        makers = {self._path[-1]}
        for node in self._every:
            if isinstance(node, Function) and any(
                isinstance(part, ast.Return) and _calls_any(part, makers) for part in ast.walk(node)
            ):
                makers.add(node.name)
        instances: set[str] = set()
        for node in self._every:
            if isinstance(node, ast.Assign) and _calls_any(node.value, makers):
                instances |= {name for target in node.targets if (name := dotted(target))}
        self.names |= makers | {name.split(".")[-1] for name in instances}
        for node in self._every:
            if isinstance(node, ast.Call) and node not in self._own:
                made = isinstance(node.func, ast.Call) and _calls_any(node.func, makers)
                if made or _is_named(node.func, makers) or dotted(node.func) in instances:
                    yield node

    def _made_of(self, names: set[str]) -> Iterator[ast.stmt]:
        """The assignments to these names, in functions too, and to what those are made of."""
        assigned: dict[str, list[ast.stmt]] = {}
        for node in self._every:
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and (
                node not in self._own
            ):
                for name in bound_names(node):
                    assigned.setdefault(name, []).append(node)
        waiting, seen = set(names), set[str]()
        while waiting:
            name = waiting.pop()
            seen.add(name)
            for node in assigned.get(name, ()):
                yield node
                waiting |= free_names(node) - seen
        self.names |= seen


def _units(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, those below a main guard one by one: the agent takes constants from there."""
    for statement in body:
        if isinstance(statement, ast.If) and "__name__" in free_names(statement.test):
            yield from _units(statement.body)
        elif not isinstance(statement, (ast.For, ast.While, ast.With)):
            yield statement


def _patched(unit: ast.stmt) -> set[str]:
    """`Net` for `Net.forward = other` and `SIZES[0] = 3`."""
    targets = unit.targets if isinstance(unit, ast.Assign) else []
    inner = [t.value for t in targets if isinstance(t, (ast.Attribute, ast.Subscript))]
    return {(dotted(t) or "").split(".")[0] for t in inner} - {""}


def _is_setting(call: ast.Call) -> bool:
    return (dotted(call.func) or "").startswith(_SETTINGS)


def _names_in(nodes: Iterable[ast.AST]) -> set[str]:
    return {name for node in nodes for name in free_names(node)}


def _calls_any(node: ast.AST, names: set[str]) -> bool:
    return any(
        isinstance(part, ast.Call) and _is_named(part.func, names) for part in ast.walk(node)
    )


def _is_named(function: ast.expr, names: set[str]) -> bool:
    return (dotted(function) or "").split(".")[-1] in names
