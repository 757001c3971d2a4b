"""Build the Module: from the example comment, a call in the file, defaults, or parameter names."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from . import standins
from .arguments import Guesser, required
from .errors import Stopped, learner_error, plain_error
from .evaluate import Evaluator, Unknown
from .example import Example
from .large import is_too_large, without_memory
from .names import dotted
from .slicing import Loaded
from .spec import show_value
from .standins import StandIn

SEED = 0
_MOST_TEXT = 200  # characters of a call as it is shown

# What our made-up arguments may cause; everything else is the learner's own mistake.
_OURS = (TypeError, ValueError, RuntimeError, AssertionError, ArithmeticError, LookupError)


@dataclass
class Plan:
    """One way to call the class. `made_up` when no line of the learner's says these arguments."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    text: str
    source_key: str
    source_fields: dict[str, Any]
    made_up: bool = False

    def describe(self) -> dict[str, Any]:
        """The `Constructor` of a result; the server adds `source`."""
        return {
            "call": self.text,
            "source": "",
            "source_key": self.source_key,
            "source_fields": self.source_fields,
        }


@dataclass
class Built:
    """A Module, how it was made, and how to make another.

    Not `computed`: it has shapes only. `empty` makes one without numbers, on the meta device; `plain`
    calls the class and nothing else.
    """

    model: nn.Module
    plan: Plan
    again: Callable[[], nn.Module]
    computed: bool = True
    empty: Callable[[], nn.Module | None] | None = None
    plain: Callable[[], nn.Module] | None = None


def build(
    loaded: Loaded,
    evaluator: Evaluator,
    example: Example | None,
    device: str,
    free: int | None = None,
) -> Built:
    """A new Module on `device`, weights seeded; on meta where `free` bytes are too few for it.

    Raises Stopped.
    """
    if isinstance(loaded.class_node, StandIn):
        return _build_stand_in(loaded, loaded.class_node, device)
    cls = loaded.cls
    if not issubclass(cls, nn.Module):
        message = f"{loaded.class_name} is not an nn.Module"
        fields = {"name": loaded.class_name}
        raise Stopped(
            plain_error("learner", message, "build", "explain-not-a-module-class", fields)
        )
    if cls.__hash__ is None:
        message = f"unhashable type: '{cls.__name__}'"
        problem = plain_error("learner", message, "build", "explain-unhashable")
        problem.update(type="TypeError", file=loaded.path, line=loaded.class_node.lineno)
        raise Stopped(problem)
    first: tuple[Plan, Exception] | None = None
    for plan in _plans(loaded, evaluator, example):

        def make_plain(plan: Plan = plan) -> nn.Module:
            model = cls(*plan.args, **plan.kwargs)
            assert isinstance(model, nn.Module)
            return model

        def make(plan: Plan = plan) -> nn.Module:
            torch.manual_seed(SEED)
            model = make_plain(plan)
            # A Module whose __init__ never called Module.__init__ cannot be moved; forward tells.
            return model.to(device) if "_parameters" in model.__dict__ else model

        if free is not None:
            light = without_memory(make_plain)
            if light is not None and "_parameters" in vars(light) and is_too_large(light, free):
                itself = functools.partial(_itself, light)
                return Built(light, plan, itself, computed=False, plain=make_plain)
        try:
            empty = functools.partial(without_memory, make_plain)
            return Built(make(), plan, make, empty=empty)
        except (Exception, SystemExit) as error:
            if not isinstance(error, Exception):
                raise Stopped(learner_error(error, loaded.path, "build")) from error
            # Calls that the learner wrote come first; their error says more than a guess's.
            if first is None or (first[0].made_up and not plan.made_up):
                first = (plan, error)
    assert first is not None
    raise Stopped(_failure(loaded, *first)) from first[1]


def _itself(model: nn.Module) -> nn.Module:
    return model


def _build_stand_in(loaded: Loaded, node: StandIn, device: str) -> Built:
    """A Module that a name of the file stands for, or a function as one."""

    def make() -> nn.Module:
        torch.manual_seed(SEED)
        made = standins.make(node, loaded.namespace, loaded.path)
        if not isinstance(made, nn.Module):
            raise TypeError(f"{node.name} is not an nn.Module")
        return made.to(device)

    origin = node.origin
    text = ast.unparse(origin.value) if isinstance(origin, ast.Assign) else f"{node.name}()"
    text = " ".join(text.split())
    text = text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…"
    plan = Plan((), {}, text, "from-line", {"line": origin.lineno})
    try:
        return Built(make(), plan, make)
    except (Exception, SystemExit) as error:
        report = learner_error(error, loaded.path, "build", loaded.missing)
        raise Stopped(report) from error


def _failure(loaded: Loaded, plan: Plan, error: Exception) -> dict[str, Any]:
    report = learner_error(error, loaded.path, "build", loaded.missing)
    ours = isinstance(error, _OURS) or (
        isinstance(error, AttributeError) and not isinstance(error.obj, nn.Module)
    )
    if plan.made_up and ours and report["kind"] == "learner":
        known = report["explanation_key"] or ""
        if not known.startswith(("explain-init", "explain-parameter", "explain-not-a-module")):
            report.update(kind="constructor", explanation_key="explain-constructor")
            report["explanation_fields"] = {"call": plan.text, "name": loaded.class_name}
    return report


def _plans(loaded: Loaded, evaluator: Evaluator, example: Example | None) -> Iterator[Plan]:
    if example is not None and example.constructor is not None:
        yield _from_comment(loaded, example)
        return
    for call in calls_of_class(loaded.tree, loaded.class_name, loaded.class_node):
        value = functools.partial(evaluator.value, place=evaluator.place(call))
        try:
            yield _plan(loaded, call, value, "from-call", call.lineno)
        except Unknown:
            continue
    guesser = Guesser(loaded, evaluator)
    if not required(loaded.cls):
        yield Plan((), {}, f"{loaded.class_name}()", "from-defaults", {})
        return
    for fallback, even in ((False, False), (False, True), (True, False)):
        values, code = guesser.arguments(loaded.cls, fallback, even)
        text = ", ".join(f"{name}={shown}" for name, shown in code.items())
        yield Plan((), values, f"{loaded.class_name}({text})", "from-names", {}, made_up=True)


def calls_of_class(tree: ast.Module, class_name: str, class_node: ast.ClassDef) -> list[ast.Call]:
    """The calls of the class in the file, outside of the class itself, in order."""
    names = {class_name, class_name.split(".")[-1]}
    own = set(ast.walk(class_node))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func) in names and node not in own
    ]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _from_comment(loaded: Loaded, example: Example) -> Plan:
    """The comment's arguments; raises Stopped when they cannot be evaluated."""
    assert example.constructor is not None
    scope = {"torch": torch, "nn": nn, **loaded.namespace}

    def value(expression: ast.expr) -> Any:
        code = compile(ast.Expression(expression), "<example>", "eval")
        return eval(code, scope)

    try:
        return _plan(loaded, example.constructor, value, "from-comment", example.line)
    except Exception as error:
        fields = {"line": example.line}
        message = f"{type(error).__name__}: {error}"
        problem = plain_error("constructor", message, "build", "explain-comment", fields)
        problem.update(file=loaded.path, line=example.line, type=type(error).__name__)
        raise Stopped(problem) from error


def _plan(
    loaded: Loaded, call: ast.Call, value: Callable[[ast.expr], Any], key: str, line: int
) -> Plan:
    """The call with the values of its arguments."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    shown: list[str] = []
    for argument in call.args:
        if isinstance(argument, ast.Starred):
            values = list(value(argument.value))
        else:
            values = [value(argument)]
        args += values
        shown += [_show_argument(argument, item) for item in values]
    for keyword in call.keywords:
        item = value(keyword.value)
        kwargs.update({keyword.arg: item} if keyword.arg else item)
        name = f"{keyword.arg}=" if keyword.arg else "**"
        shown.append(f"{name}{_show_argument(keyword.value, item)}")
    text = f"{loaded.class_name}({', '.join(shown)})"
    return Plan(tuple(args), kwargs, text, key, {"line": line})


def _show_argument(expression: ast.expr, value: Any) -> str:
    simple = isinstance(value, (int, float, str, bool, list, tuple, type(None)))
    return show_value(value) if simple else ast.unparse(expression)
