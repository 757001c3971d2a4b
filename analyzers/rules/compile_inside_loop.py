"""A function made in a loop and compiled there, with something in it that changes each time."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..compiled import compile_calls, compiling, is_decorated
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..names import Names
from ..rule import Rule
from ..statement import Statement
from ..tree import walk

_Made = cst.Lambda | cst.FunctionDef


def check(file: FileModel) -> Iterator[Finding]:
    if not file.says("compile"):
        return
    seen: set[int] = set()
    for node, made, loop, is_global in (*_called(file), *_decorated(file)):
        name = _built_in(made, _targets(loop)) or _called_in(made, _functions(loop, file.names))
        if name is None and is_global:
            name = _read_in(made, _numbers(loop))
        if name is not None and id(node) not in seen:
            seen.add(id(node))
            places = file.statement_of(node).places
            yield RULE.finding(places.span(node), "anew", name=name)


def _called(file: FileModel) -> Iterator[tuple[cst.CSTNode, _Made, cst.For, bool]]:
    """`torch.compile(lambda ...)` in a loop, or of a function that is defined in the loop.

    Last comes whether the loop's variables are globals.
    """
    for reader in compiling(file):
        for call in compile_calls(reader):
            loop = _loop(call.enclosing)
            given = call.node.args[0].value
            if loop is None:
                continue
            is_global = _is_global(call.enclosing)
            if isinstance(given, cst.Lambda):
                yield call.node, given, loop, is_global
            elif isinstance(given, cst.Name):
                for node in walk(loop.body):
                    if isinstance(node, cst.FunctionDef) and node.name.value == given.value:
                        yield call.node, node, loop, is_global


def _decorated(file: FileModel) -> Iterator[tuple[cst.CSTNode, _Made, cst.For, bool]]:
    """`@torch.compile` over a function that is defined in a loop."""
    for part in file.sifted("decorated in a loop", file.parts, _has_decorated_in_loop):
        for node, around in part.decorated:
            if not is_decorated(file, node):
                continue
            above = around()
            loop = _loop(above)
            if loop is not None:
                yield node.name, node, loop, _is_global(above)


def _has_decorated_in_loop(part: Statement) -> bool:
    return any(_loop(around()) is not None for _, around in part.decorated)


def _loop(above: tuple[cst.CSTNode, ...]) -> cst.For | None:
    """The innermost loop in which code runs, if no function stands between."""
    for node in reversed(above):
        if isinstance(node, (cst.FunctionDef, cst.Lambda)):
            return None
        if isinstance(node, cst.For):
            return node
    return None


def _is_global(above: tuple[cst.CSTNode, ...]) -> bool:
    return not any(isinstance(node, (cst.FunctionDef, cst.ClassDef)) for node in above)


def _targets(loop: cst.For) -> frozenset[str]:
    """The names to which each iteration gives another value."""
    return frozenset(node.value for node in walk(loop.target) if isinstance(node, cst.Name))


def _numbers(loop: cst.For) -> frozenset[str]:
    """The names that count: `i` in `for i in range(n)` and `for i, x in enumerate(xs)`."""
    called = loop.iter.func if isinstance(loop.iter, cst.Call) else None
    if isinstance(called, cst.Name) and called.value == "range":
        return _targets(loop)
    if isinstance(called, cst.Name) and called.value == "enumerate":
        first = loop.target.elements[0].value if isinstance(loop.target, cst.Tuple) else None
        return frozenset({first.value} if isinstance(first, cst.Name) else ())
    return frozenset()


def _functions(loop: cst.For, names: Names) -> frozenset[str]:
    """The loop variable over functions of torch: `for act in (torch.relu, torch.tanh)`."""
    if not isinstance(loop.iter, (cst.List, cst.Tuple)) or not loop.iter.elements:
        return frozenset()
    dotted = [names.resolve(element.value) or "" for element in loop.iter.elements]
    return _targets(loop) if all(map(facts.is_tensor_function, dotted)) else frozenset()


def _called_in(made: _Made, functions: frozenset[str]) -> str | None:
    """One of them that the function calls."""
    own = {node.name.value for node in walk(made.params) if isinstance(node, cst.Param)}
    called = (node.func for node in walk(made.body) if isinstance(node, cst.Call))
    names = (node.value for node in called if isinstance(node, cst.Name))
    return next((name for name in names if name in functions - own), None)


def _read_in(made: _Made, numbers: frozenset[str]) -> str | None:
    """A number of the loop that the function reads; as a global it is part of the code always."""
    own = {node.name.value for node in walk(made.params) if isinstance(node, cst.Param)}
    read = (node.value for node in walk(made.body) if isinstance(node, cst.Name))
    return next((name for name in read if name in numbers - own), None)


def _built_in(made: _Made, changing: frozenset[str]) -> str | None:
    """A name that the compiled code is made for: as an index, a count or an attribute's name.

    A number of a function around it that is only computed with becomes an argument of the graph at
    its second value, and a tensor or a Module is one from the start: with those there are one or
    two compilations in all (torch 2.13, measured).
    """
    own = {node.name.value for node in walk(made.params) if isinstance(node, cst.Param)}
    for node in walk(made.body):
        names: list[cst.CSTNode] = []
        if isinstance(node, cst.Subscript):
            names = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
            if node.func.value == "range":
                names = [argument.value for argument in node.args]
            elif node.func.value == "getattr":
                names = [argument.value for argument in node.args[1:2]]
        for name in names:
            if isinstance(name, cst.Name) and name.value in changing - own:
                return name.value
    return None


RULE = Rule(
    id="compile-inside-loop",
    severity=Severity.WARNING,
    title={
        "en": "A function that changes with the loop is compiled anew in each iteration.",
        "ko": "반복마다 바뀌는 함수를 매번 새로 컴파일합니다.",
    },
    messages={
        "anew": {
            "en": "The compiled code holds for one value of `{name}`, so every iteration compiles again,"
            " and after 8 PyTorch gives up and runs it uncompiled. Compile before the loop what does"
            " not depend on `{name}`.",
            "ko": "컴파일된 코드는 `{name}` 값 하나에만 맞으므로 반복마다 다시 컴파일하고, 8번이 넘으면 PyTorch가"
            " 포기하고 컴파일 없이 실행합니다. `{name}` 값에 따라 달라지지 않는 부분을 반복문 앞에서 컴파일하세요.",
        },
    },
    why={
        "en": "`torch.compile` builds the values that steer Python into the code: which element of a"
        " list is taken, how often a loop runs, which attribute is read. When one of them changes, the"
        " code no longer fits and is compiled again: seconds each time, up to a limit of 8, then the"
        " function runs as if it had never been compiled. A number that it takes from the function around"
        " it and only computes with is not such a value; a global number always is.",
        "ko": "`torch.compile`은 Python의 흐름을 정하는 값, 곧 list에서 어느 것을 꺼내는지, 반복을 몇 번 하는지, 어느"
        " 속성을 읽는지를 코드 안에 넣어 만듭니다. 그 값이 바뀌면 맞지 않으므로 다시 컴파일합니다. 한 번에 몇 초가"
        " 걸리고, 8번 한도를 넘으면 컴파일하지 않은 것처럼 실행합니다. 바깥 함수의 숫자를 계산에만 쓰면 여기에 들지 않지만,"
        " 전역 변수의 숫자는 언제나 듭니다.",
    },
    bad="""\
import torch
from torch import nn

layers = [nn.Linear(64, 64) for _ in range(12)]
x = torch.randn(8, 64)
for i in range(12):
    step = torch.compile(lambda h: layers[i](h).relu())
    x = step(x)
""",
    good="""\
import torch
from torch import nn

layers = [nn.Linear(64, 64) for _ in range(12)]
x = torch.randn(8, 64)
step = torch.compile(lambda h, layer: layer(h).relu())
for layer in layers:
    x = step(x, layer)
""",
    silent={
        "en": "The function does not depend on the loop, only computes with a number or tensor of it, or"
        " the same model is compiled again (PyTorch then finds what it has).",
        "ko": "함수가 반복문에 따라 달라지지 않거나, 반복문의 숫자나 텐서로 계산만 하거나, 같은 모델을 다시 컴파일할 때"
        "(PyTorch가 이미 만든 것을 찾습니다)는 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.compile.html",
    check=check,
)
