"""The structures: questions about a learner's syntax tree. Pure functions, nothing is run.

Each takes the file, the parameters of `lessons/parameters.py` and the starter, and returns what is
wrong, or None.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .syntax import COMPREHENSIONS, LOOPS, Function, Source


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a structure is not there: `key` and `fields` of our sentence, and a line from 1."""

    key: str
    line: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)


Structure = Callable[[Source, dict[str, Any], Source], Fault | None]


def _scope(source: Source, parameters: dict[str, Any]) -> ast.AST | Fault:
    within = parameters.get("within")
    found = source.scope(within)
    return Fault("not-defined", None, {"name": within}) if found is None else found


def _line(node: ast.AST) -> int | None:
    return getattr(node, "lineno", None)


def _show(name: str) -> str:
    return name if name.startswith(".") else name.removeprefix("torch.")


def _calls(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    names = parameters["names"]
    groups = [[name] for name in names] if parameters.get("all") else [names]
    for group in groups:
        found = source.calls(scope, group)
        if parameters.get("in_loop"):
            found = [call for call in found if source.in_loop(call)]
        if len(found) < parameters.get("at_least", 1):
            shown = " / ".join(_show(name) for name in group)
            fields = {"name": shown, "count": len(found), "wanted": parameters.get("at_least", 1)}
            return Fault("call-missing" if not found else "too-few-calls", _line(scope), fields)
    return None


def _no_calls(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    for call in source.calls(scope, parameters["names"]):
        return Fault("call-unwanted", call.lineno, {"name": ast.unparse(call.func)})
    return None


def _mentions(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    if source.mentions(scope, parameters["names"]):
        return None
    shown = " / ".join(_show(name) for name in parameters["names"])
    return Fault("call-missing", _line(scope), {"name": shown})


def _no_mentions(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    for node in source.mentions(scope, parameters["names"]):
        return Fault("call-unwanted", node.lineno, {"name": ast.unparse(node)})
    return None


def _defines(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    for name in parameters["names"]:
        if source.scope(name) is None:
            return Fault("not-defined", None, {"name": name})
    return None


def _no_loop(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    kinds = (*LOOPS, *COMPREHENSIONS) if parameters.get("comprehensions") else LOOPS
    for node in ast.walk(scope):
        if isinstance(node, kinds):
            return Fault("loop-unwanted", node.lineno)
    return None


def _inside_with(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    managers = parameters["managers"]
    wanted: list[ast.AST] = [*source.calls(scope, parameters.get("names", []))]
    targets = set(parameters.get("targets", []))
    for node in ast.walk(scope):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            assigned = node.targets if isinstance(node, ast.Assign) else [node.target]
            if targets & {ast.unparse(target) for target in assigned}:
                wanted.append(node)
    shown = " / ".join(_show(name) for name in managers)
    for node in wanted:
        if not any(_enters(source, around, managers) for around in source.above(node)):
            return Fault("outside-with", _line(node), {"name": shown})
    if not any(_enters(source, node, managers) for node in ast.walk(scope)):
        return Fault("call-missing", _line(scope), {"name": shown})
    return None


def _enters(source: Source, node: ast.AST, managers: list[str]) -> bool:
    """Whether a node is a with block of one of `managers`, or a function decorated with one."""
    if isinstance(node, (ast.With, ast.AsyncWith)):
        entered = [item.context_expr for item in node.items]
    elif isinstance(node, Function):
        entered = node.decorator_list
    else:
        return False
    named = [e.func if isinstance(e, ast.Call) else e for e in entered]
    return any(source.is_one_of(name, managers) for name in named)


def _order(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    place, before = (0, 0), ""
    for name in parameters["names"]:
        found = source.calls(scope, [name])
        if parameters.get("in_loop"):
            found = [call for call in found if source.in_loop(call)]
        if not found:
            return Fault("call-missing", _line(scope), {"name": _show(name)})
        later = [c for c in found if (c.end_lineno or 0, c.end_col_offset or 0) > place]
        if not later:
            fields = {"name": _show(name), "before": _show(before)}
            return Fault("wrong-order", found[0].lineno, fields)
        place, before = (later[0].end_lineno or 0, later[0].end_col_offset or 0), name
    return None


def _keyword(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    scope = _scope(source, parameters)
    if isinstance(scope, Fault):
        return scope
    keyword, value = parameters["keyword"], parameters.get("value")
    shown = keyword if value is None else f"{keyword}={value}"
    calls = source.calls(scope, parameters["names"])
    if not calls:
        name = " / ".join(_show(name) for name in parameters["names"])
        return Fault("call-missing", _line(scope), {"name": name})
    for call in calls:
        if any(k.arg is None for k in call.keywords):
            continue  # DataLoader(data, **options): only a run tells
        given = next((k.value for k in call.keywords if k.arg == keyword), None)
        wanted = None if value is None else ast.unparse(ast.parse(value, mode="eval"))
        if given is None or (wanted is not None and ast.unparse(given) != wanted):
            fields = {"name": ast.unparse(call.func), "keyword": shown}
            return Fault("keyword-missing", call.lineno, fields)
    return None


def _unchanged(source: Source, parameters: dict[str, Any], starter: Source) -> Fault | None:
    for name in parameters["names"]:
        now, then = source.scope(name), starter.scope(name)
        if now is None:
            return Fault("not-defined", None, {"name": name})
        if then is None or ast.dump(now) != ast.dump(then):
            return Fault("changed", _line(now), {"name": name})
    return None


STRUCTURES: dict[str, Structure] = {
    "calls": _calls,
    "no-calls": _no_calls,
    "mentions": _mentions,
    "no-mentions": _no_mentions,
    "defines": _defines,
    "no-loop": _no_loop,
    "inside-with": _inside_with,
    "order-of-calls": _order,
    "keyword": _keyword,
    "unchanged": _unchanged,
}
