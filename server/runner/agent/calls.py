"""Forward arguments that the learner's file already shows: comment, literals, reshapes."""

from __future__ import annotations

import ast
import contextlib
import inspect
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from .construct import calls_of_class
from .errors import Stopped, plain_error
from .evaluate import Evaluator, Place, Unknown, roots_of
from .example import Example
from .inputs import Call, call_text
from .names import Function, dotted
from .searching import Known
from .slicing import Loaded
from .spec import BATCHES
from .standins import StandIn

# Wrappers that change nothing about the shape, and may need a device that is not here.
_WRAPPERS = frozenset({"to", "cuda", "cpu", "requires_grad_", "contiguous", "detach"})


def from_example(loaded: Loaded, example: Example) -> Call:
    """The call that the comment asks for; raises Stopped when it cannot be evaluated."""
    assert example.forward is not None
    scope: dict[str, Any] = {"torch": torch, "nn": nn, **loaded.namespace}
    fields = {"line": example.line}
    try:
        torch.manual_seed(0)
        args = tuple(_run(argument, scope) for argument in example.forward.args)
        kwargs = {k.arg: _run(k.value, scope) for k in example.forward.keywords if k.arg}
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        problem = plain_error("input", message, "input", "explain-comment", fields)
        problem.update(file=loaded.path, line=example.line, type=type(error).__name__)
        raise Stopped(problem) from error
    parts = [ast.unparse(a) for a in example.forward.args]
    parts += [f"{k.arg}={ast.unparse(k.value)}" for k in example.forward.keywords]
    return Call(args, kwargs, ", ".join(parts), "from-comment", fields, sure=True)


def _run(expression: ast.expr, scope: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "<example>", "eval"), scope)


def roots(tree: ast.Module, class_name: str, class_node: ast.ClassDef) -> set[str]:
    """The names that the file's calls of the class and of its instances need for arguments."""
    made = [] if isinstance(class_node, StandIn) else calls_of_class(tree, class_name, class_node)
    calls = [*made, *_uses(tree, class_name, class_node)]
    parts = [part for c in calls for part in (*c.args, *(k.value for k in c.keywords))]
    found = {name for part in parts for name in roots_of(part, tree)}
    # Where no call says it, a constructor's `config` is made from the file's own class.
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    found |= {node.name for node in classes if "config" in node.name.lower()}
    init = next((n for n in class_node.body if getattr(n, "name", "") == "__init__"), None)
    if isinstance(init, ast.FunctionDef) and len(init.args.args) - len(init.args.defaults) > 1:
        # `block` or `encoder` may be one of the file's other Modules.
        modules = [n for n in classes if any("Module" in ast.unparse(b) for b in n.bases)]
        found |= {node.name for node in modules}
    return found


def from_file(loaded: Loaded, evaluator: Evaluator) -> Iterator[Call]:
    """Calls of an instance whose arguments can be known, in the order of the file."""
    for call in _uses(loaded.tree, loaded.class_name, loaded.class_node):
        found = _arguments(call, evaluator)
        if found is not None:
            yield found


def partly_known(
    loaded: Loaded, evaluator: Evaluator, parameters: list[inspect.Parameter]
) -> Iterator[Known]:
    """Of calls in the file, the arguments that can be known where others cannot."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [p.name for p in parameters if p.kind in kinds]
    every = {p.name for p in parameters}
    for call in _uses(loaded.tree, loaded.class_name, loaded.class_node):
        if any(isinstance(a, ast.Starred) for a in call.args) or len(call.args) > len(names):
            continue
        given = [*zip(names, call.args)]  # noqa: B905 (the call may name the rest)
        given += [(k.arg, k.value) for k in call.keywords if k.arg in every]
        values: dict[str, Any] = {}
        for name, expression in given:
            reader = _Reader(evaluator)
            with contextlib.suppress(Unknown):
                values[name] = reader.read(expression, evaluator.place(call))
        if values and len(values) < len(given):
            yield Known(values, call.lineno)


def _uses(tree: ast.Module, class_name: str, class_node: ast.ClassDef) -> list[ast.Call]:
    """Calls of instances: `model(x)` after `model = Net()`, and `Net()(x)`."""
    stands_in = isinstance(class_node, StandIn)
    makers = set() if stands_in else {class_name, class_name.split(".")[-1]}
    for node in ast.walk(tree):
        if isinstance(node, Function) and any(
            isinstance(part, ast.Return) and part.value is not None and _is_made(part.value, makers)
            for part in ast.walk(node)
        ):
            makers.add(node.name)
    instances = {class_name} if stands_in else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_made(node.value, makers):
            instances |= {name for target in node.targets if (name := dotted(target))}
    own = set(ast.walk(class_node))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node not in own
        and (
            dotted(node.func) in instances
            or (isinstance(node.func, ast.Call) and _is_made(node.func, makers))
        )
    ]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _is_made(expression: ast.expr, makers: set[str]) -> bool:
    """Whether this is `Net(...)`, perhaps in `.to(device)` or `torch.compile(...)`."""
    while isinstance(expression, ast.Call):
        name = dotted(expression.func)
        if name in makers:
            return True
        if (
            name in ("torch.compile", "nn.DataParallel", "torch.nn.DataParallel")
            and expression.args
        ):
            expression = expression.args[0]
        elif isinstance(expression.func, ast.Attribute):
            expression = expression.func.value
        else:
            return False
    return False


def _arguments(call: ast.Call, evaluator: Evaluator) -> Call | None:
    place = evaluator.place(call)
    reader = _Reader(evaluator)
    try:
        args = tuple(reader.read(argument, place) for argument in call.args)
        kwargs = {k.arg: reader.read(k.value, place) for k in call.keywords if k.arg}
    except Unknown:
        return None
    key = "from-reshape" if reader.guessed else "from-call"
    text = call_text(args, kwargs)
    literal = ast.unparse(call.args[0]) if len(call.args) == 1 and not kwargs else ""
    if _is_literal(call.args, call.keywords) and literal:
        text = literal
    return Call(args, kwargs, text, key, {"line": call.lineno}, sure=not reader.guessed)


def _is_literal(args: list[ast.expr], keywords: list[ast.keyword]) -> bool:
    """Whether the arguments are calls of torch with nothing but literals in them."""
    inside = [n for a in (*args, *(k.value for k in keywords)) for n in ast.walk(a)]
    names = {n.id for n in inside if isinstance(n, ast.Name)}
    return bool(inside) and names <= {"torch"}


class _Reader:
    """Evaluates an argument; `guessed` when a batch size had to be made up for a reshape."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self.guessed = False

    def read(self, expression: ast.expr, place: Place, depth: int = 4) -> Any:
        while (
            isinstance(expression, ast.Call)
            and isinstance(expression.func, ast.Attribute)
            and expression.func.attr in _WRAPPERS
        ):
            expression = expression.func.value
        name = dotted(expression)
        if name is not None and depth > 0:
            for scope in place.functions:
                for value, line in self._evaluator.assignments(name, scope, place.line):
                    try:
                        return self.read(value, Place(place.functions, line), depth - 1)
                    except Unknown:
                        continue
            for value, line in self._evaluator.module_assignments(name, place.line):
                try:
                    return self.read(value, Place((), line), depth - 1)
                except Unknown:
                    continue
        reshaped = self._reshape(expression, place)
        if reshaped is not None:
            return reshaped
        torch.manual_seed(0)
        value = self._evaluator.value(expression, place)
        if isinstance(value, nn.Module):
            raise Unknown(ast.unparse(expression))
        return value

    def _reshape(self, expression: ast.expr, place: Place) -> torch.Tensor | None:
        """`images.reshape(-1, 28, 28)` of an unknown tensor: the shape is known but the batch."""
        if not (
            isinstance(expression, ast.Call)
            and isinstance(expression.func, ast.Attribute)
            and expression.func.attr in ("view", "reshape")
        ):
            return None
        try:
            self._evaluator.value(expression.func.value, place)
        except Unknown:
            sizes = [self._evaluator.value(argument, place) for argument in expression.args]
            if len(sizes) < 2 or sizes[0] != -1 or not all(isinstance(s, int) for s in sizes):
                raise
            if min(sizes[1:]) < 1:
                raise
            self.guessed = True
            return torch.randn(BATCHES[0], *sizes[1:])
        return None
