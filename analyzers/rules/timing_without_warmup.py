"""A timer around the first call of something compiled."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..compiled import compile_calls, is_compiled_function
from ..events import FunctionCall, Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..script import Script, loops_around
from ..timing import Region, inserted, regions
from ..tree import dotted_name, walk

# Beside the clock they say that the first call is meant.
_MEANT = ("compile time", "compile_time", "compilation", "compiling", "first", "cold", "warm")


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for script in file.scripts:
        timed = list(regions(file, script))
        for first, calls in _first_calls(file, script) if timed else ():
            around = [region for region in timed if any(region.covers(c.order) for c in calls)]
            # timed again later, the difference is there for all to see
            if len(around) != 1 or not around[0].covers(first.order):
                continue
            region = around[0]
            if id(region.end.node) in seen or region.trains or _is_meant(file, region):
                continue
            if set(loops_around(region.start.enclosing)) & set(first.enclosing):
                continue
            seen.add(id(region.end.node))
            yield _finding(file, region, first)


def _first_calls(
    file: FileModel, script: Script
) -> Iterator[tuple[Use | FunctionCall, list[Use | FunctionCall]]]:
    """The first call of each compiled thing, with all its calls."""
    regions_of = list(regions(file, script))
    for compiled in compile_calls(script):
        calls: list[Use | FunctionCall] = [
            use for use in script.uses if use.value is compiled.result and use.method is None
        ]
        # who times torch.compile too wants to know what compiling costs
        inside = any(region.covers(compiled.order) for region in regions_of)
        if calls and not inside:
            yield calls[0], calls
    by_name: dict[str, list[Use | FunctionCall]] = {}
    for call in script.functions:
        if is_compiled_function(file, call.function):
            by_name.setdefault(call.function, []).append(call)
    for calls in by_name.values():
        yield calls[0], calls


def _is_meant(file: FileModel, region: Region) -> bool:
    """Whether a line that has to do with the timer speaks of the first call or of compiling."""
    begin, end = region.start.statement, region.end.statement
    if begin is None or end is None:
        return True
    names = {region.start.name, *(b.name for b in region.script.bindings if b.statement is end)}
    first, last = _start(file, begin), _start(file, end)
    for offset in (first, last):
        if any(_speaks(comment) for comment in file.comments_beside(offset)):
            return True
    # up to where the clock is started anew under the same name
    anew = [
        _start(file, b.statement)
        for b in region.script.bindings
        if b.name == region.start.name and b.statement is not None
    ]
    stop = min((offset for offset in anew if offset > first), default=len(file.text))
    for part in file.parts:
        for line in walk(part.module):
            if not isinstance(line, cst.SimpleStatementLine):
                continue
            if first <= part.places.span(line).start < stop:
                words = [word.value for word in walk(line) if isinstance(word, _WORDS)]
                if names & set(words) and any(_speaks(word) for word in words):
                    return True
    return False


def _start(file: FileModel, node: cst.CSTNode) -> int:
    return file.statement_of(node).places.span(node).start


def _speaks(text: str) -> bool:
    return any(word in text.lower() for word in _MEANT)


def _finding(file: FileModel, region: Region, first: Use | FunctionCall) -> Finding:
    name = dotted_name(first.node.func) or "model"
    span = file.statement_of(first.node).places.span(first.node)
    start = file.statement_of(region.end.node).places.span(region.end.node)
    return RULE.finding(
        span,
        "first",
        fix=_fix(file, region, first),
        related=(Related(start, Text(_READ)),),
        name=name,
    )


def _fix(file: FileModel, region: Region, first: Use | FunctionCall) -> Fix | None:
    """`model(x)` once before the clock starts, where everything it needs is there already."""
    start = region.start
    plain = all(
        isinstance(argument.value, (cst.Name, cst.Attribute, cst.BaseNumber))
        for argument in first.node.args
    )
    loops = loops_around(first.enclosing)
    inner = first.enclosing[len(start.enclosing) :]
    # under a `no_grad` that the clock does not see, it would be another call
    only_loops = all(isinstance(node, (cst.For, cst.While, cst.IndentedBlock)) for node in inner)
    if not plain or first.frame is not start.frame or not only_loops:
        return None
    needed = {node.value for node in walk(first.node) if isinstance(node, cst.Name)}
    late = {b.name for b in region.script.bindings if region.covers(b.order)}
    late |= {
        node.value
        for loop in loops
        if isinstance(loop, cst.For)
        for node in walk(loop.target)
        if isinstance(node, cst.Name)
    }
    if needed & late or start.statement is None:
        return None
    places = file.statement_of(first.node).places
    span = places.span(first.node)
    text = file.text[span.start : span.end]
    return inserted(file, RULE.titled(), (start.statement, text))


_WORDS = (cst.Name, cst.SimpleString, cst.FormattedStringText)
_READ: ByLanguage = {
    "en": "This time contains the compilation.",
    "ko": "이 시간에는 컴파일 시간이 들어 있습니다.",
}

RULE = Rule(
    id="timing-without-warmup",
    severity=Severity.WARNING,
    title={
        "en": "The time contains the compilation: the first call is timed.",
        "ko": "첫 호출을 재고 있어 측정한 시간에 컴파일 시간이 들어 있습니다.",
    },
    messages={
        "first": {
            "en": "This is the first call of `{name}`, which compiles it: the time measured is mostly"
            " compilation, often seconds. Call it once before the clock starts.",
            "ko": "여기가 `{name}` 객체의 첫 호출이라 컴파일이 일어나고, 잰 시간은 대부분 컴파일 시간(보통 몇"
            " 초)입니다. 시간을 재기 전에 한 번 호출하세요.",
        },
    },
    why={
        "en": "`torch.compile` returns at once and compiles when its result is first called: that call takes"
        " seconds, later ones microseconds. A clock around the first call says that compiling made the"
        " model a thousand times slower. Call it once or twice with an input of the same shape, then time"
        " many calls, and tell the first call apart.",
        "ko": "`torch.compile`은 바로 돌아오고, 결과를 처음 호출할 때 컴파일합니다. 그 호출은 몇 초, 그다음"
        " 호출은 마이크로초 단위입니다. 첫 호출을 재면 컴파일 때문에 모델이 천 배 느려진 것처럼 보입니다. 같은"
        " shape의 입력으로 한두 번 호출한 뒤 여러 번의 호출을 재고, 첫 호출은 따로 나타내세요.",
    },
    bad="""\
import time

import torch
from torch import nn

model = torch.compile(nn.Linear(64, 64))
x = torch.randn(8, 64)
start = time.perf_counter()
for _ in range(100):
    model(x)
print((time.perf_counter() - start) / 100)
""",
    good="""\
import time

import torch
from torch import nn

model = torch.compile(nn.Linear(64, 64))
x = torch.randn(8, 64)
model(x)
start = time.perf_counter()
for _ in range(100):
    model(x)
print((time.perf_counter() - start) / 100)
""",
    fix_title={
        "en": "Call it once before the clock starts",
        "ko": "시간을 재기 전에 한 번 호출하기",
    },
    fix={
        "en": "Puts the same call before the clock. Not offered when something that the call needs is made"
        " after the clock starts.",
        "ko": "같은 호출을 시간 측정 앞에 넣습니다. 호출에 필요한 것이 시간 측정을 시작한 뒤에 만들어지면 제안하지"
        " 않습니다.",
    },
    silent={
        "en": "It was called before, the clock is inside the loop that calls it, several calls are timed one"
        " by one, `torch.compile` itself or training is timed, or a name, text or comment beside the"
        " clock speaks of the first call, warm-up or compilation.",
        "ko": "앞에서 이미 호출했거나, 호출하는 반복문 안에서 시간을 재거나, 여러 호출을 하나씩 재거나,"
        " `torch.compile` 자체나 학습 시간을 재거나, 시간 측정 옆의 이름, 글, 주석이 첫 호출이나 warm-up,"
        " 컴파일을 말하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.compile.html",
    check=check,
    judges="scripts",
)
