"""A Module whose `__init__` does not initialise nn.Module, or does so too late."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Assignment, SuperCall
from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..init_calls import added_call, moved_call
from ..initializing import (
    calls_some_init,
    is_missed,
    slips,
    stopping_base,
    without_call,
)
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..tree import dotted_name
from ..values import Buffer, Module, Parameter


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        init = reading.definition.methods().get("__init__")
        if init is None:
            continue
        statement = reading.definition.statement
        misspelt, bare = slips(statement, init)
        if misspelt is not None:
            builder = FixBuilder(file, statement)
            builder.replace(misspelt.attr, "__init__")
            yield RULE.finding(
                builder.span(misspelt),
                "misspelt",
                fix=builder.build(RULE.titled()),
                wrong=misspelt.attr.value,
            )
            continue
        if bare is not None:
            builder = FixBuilder(file, statement)
            builder.replace(bare, "super()")
            yield RULE.finding(builder.span(bare), "bare", fix=builder.build(RULE.titled()))
            continue
        if calls_some_init(file, reading, init):
            yield from _order(file, reading)
            continue
        unfinished = without_call(init)
        if unfinished is None and not is_missed(reading):
            continue
        place = unfinished or init.name
        base = stopping_base(file, reading) if unfinished is None and reading.super_calls else None
        how = "not-called" if unfinished is not None else "missing" if base is None else "base"
        yield RULE.finding(
            reading.definition.statement.places.span(place),
            how,
            fix=added_call(file, reading.definition, init, unfinished, RULE.titled()),
            related=_stops(reading),
            name=reading.definition.name,
            base=base or "",
        )


def _stops(reading: Reading) -> tuple[Related, ...]:
    """The first line of the class that needs the tables of nn.Module."""
    places = reading.definition.statement.places
    for assignment in reading.assignments:
        if _registers(assignment):
            told = Text(_STOPS, {"name": assignment.attribute})
            return (Related(places.span(assignment.target), told),)
    return ()


def _order(file: FileModel, reading: Reading) -> Iterator[Finding]:
    """Layers that are assigned before the base class is initialised, or lost by a second time."""
    if not reading.super_calls:
        return
    first = min(reading.super_calls, key=lambda call: call.order)
    places = reading.definition.statement.places
    early = [a for a in reading.assignments if a.order < first.order and _registers(a)]
    if early:
        yield RULE.finding(
            places.span(early[0].target),
            "late",
            subject=f"{reading.definition.name}.{early[0].attribute}",
            fix=moved_call(file, reading, first, RULE.titled()),
            name=early[0].attribute,
        )
        return
    for call in takewhile(lambda call: call.order < first.order, reading.functions):
        owner, _, method = call.function.rpartition(".")
        if (
            owner == "self"
            and method in facts.REGISTERING_METHODS
            and call.frame.in_class
            and call.frame.constructing
        ):
            yield RULE.finding(
                places.span(call.node.func),
                "late-call",
                fix=moved_call(file, reading, first, RULE.titled()),
                name=method,
            )
            return
    yield from _again(reading, first)


def _again(reading: Reading, first: SuperCall) -> Iterator[Finding]:
    """A second call, which makes the tables anew and so forgets the layers from before."""
    if len(reading.super_calls) < 2:
        return
    init = reading.definition.methods()["__init__"]
    if len(reading.definition.node.bases) != 1 or not isinstance(init.body, cst.IndentedBlock):
        return
    always = {
        id(part)
        for line in init.body.body
        if isinstance(line, cst.SimpleStatementLine)
        for part in line.body
    }
    for call in reading.super_calls:
        lost = [
            a for a in reading.assignments if _registers(a) and first.order < a.order < call.order
        ]
        if lost and id(call.statement) in always and _is_own_super(reading, call.node):
            yield RULE.finding(
                reading.definition.statement.places.span(call.node),
                "twice",
                name=lost[0].attribute,
            )
            return


def _is_own_super(reading: Reading, node: cst.Call) -> bool:
    """`super().__init__()` or `super(Net, self).__init__()` in the class `Net`."""
    function = node.func
    if not isinstance(function, cst.Attribute) or not isinstance(function.value, cst.Call):
        return False
    given = function.value.args
    return dotted_name(function.value.func) == "super" and (
        not given or dotted_name(given[0].value) == reading.definition.name
    )


def _registers(assignment: Assignment) -> bool:
    return (
        assignment.constructing
        and assignment.in_class
        and isinstance(assignment.value, (Module, Parameter, Buffer))
    )


_STOPS: ByLanguage = {
    "en": "Here it stops: `{name}` cannot be registered.",
    "ko": "여기에서 `{name}` 속성을 등록할 수 없어 멈춥니다.",
}

RULE = Rule(
    id="missing-super-init",
    severity=Severity.ERROR,
    title={
        "en": "`super().__init__()` must run before a Module gets its first layer.",
        "ko": "Module에 첫 레이어를 넣기 전에 `super().__init__()`를 호출해야 합니다.",
    },
    messages={
        "missing": {
            "en": "`{name}.__init__` never calls `super().__init__()`, so PyTorch has nowhere to"
            " register layers and stops with an AttributeError. Make it the first line.",
            "ko": "`{name}.__init__` 메서드가 `super().__init__()`를 호출하지 않아 PyTorch가 레이어를 등록할"
            " 곳이 없고 AttributeError로 멈춥니다. 첫 줄에서 호출하세요.",
        },
        "base": {
            "en": "`super().__init__()` reaches `{base}.__init__`, which calls no other, so nn.Module is"
            " never initialised: an AttributeError. Call `super().__init__()` in `{base}.__init__` too.",
            "ko": "`super().__init__()`가 `{base}.__init__` 메서드에서 끝나 nn.Module이 초기화되지 않고"
            " AttributeError로 멈춥니다. `{base}.__init__` 안에서도 `super().__init__()`를 호출하세요.",
        },
        "bare": {
            "en": "`super` without `()` is the class of Python itself, so nn.Module is never initialised: a"
            " TypeError. Write `super().__init__()`.",
            "ko": "`()` 없는 `super`는 Python의 클래스 자체라서 nn.Module이 초기화되지 않고 TypeError가 납니다."
            " `super().__init__()`로 쓰세요.",
        },
        "not-called": {
            "en": "`super().__init__` is only named here, not called: PyTorch has nowhere to"
            " register layers. Write `super().__init__()`.",
            "ko": "`super().__init__`를 이름만 쓰고 호출하지 않아 PyTorch가 레이어를 등록할 곳이 없습니다."
            " `super().__init__()`로 쓰세요.",
        },
        "misspelt": {
            "en": "No class has a method `{wrong}`: this stops with an AttributeError before any"
            " layer is registered. Write `super().__init__()`.",
            "ko": "`{wrong}` 메서드는 없으므로 레이어를 등록하기 전에 AttributeError로 멈춥니다."
            " `super().__init__()`로 쓰세요.",
        },
        "late": {
            "en": "`self.{name}` is assigned before `super().__init__()`, so PyTorch cannot register"
            " it yet and stops with an AttributeError. Call `super().__init__()` first.",
            "ko": "`self.{name}` 속성이 `super().__init__()`보다 먼저 대입되어 PyTorch가 아직 등록할 수 없고"
            " AttributeError로 멈춥니다. `super().__init__()`를 먼저 호출하세요.",
        },
        "late-call": {
            "en": "`self.{name}(...)` runs before `super().__init__()`, so PyTorch cannot register"
            " anything yet and stops with an AttributeError. Call `super().__init__()` first.",
            "ko": "`self.{name}(...)` 호출이 `super().__init__()`보다 먼저 실행되어 PyTorch가 아직 아무것도"
            " 등록할 수 없고 AttributeError로 멈춥니다. `super().__init__()`를 먼저 호출하세요.",
        },
        "twice": {
            "en": "This second `super().__init__()` starts the registration anew: `self.{name}` and"
            " all that was registered before it are lost, without an error. Remove this call.",
            "ko": "두 번째 `super().__init__()` 호출은 등록을 처음부터 다시 시작해 `self.{name}` 속성과 그 전에"
            " 등록된 것이 오류 없이 모두 사라집니다. 이 호출을 지우세요.",
        },
    },
    why={
        "en": "`nn.Module.__init__` creates the tables in which layers, parameters and buffers are"
        " registered. Without them the first layer fails with `cannot assign module before"
        " Module.__init__() call`; a class with only plain values is even built, and fails when it"
        " is called.",
        "ko": "`nn.Module.__init__` 메서드는 레이어, parameter, buffer를 등록할 표를 만듭니다. 이 표가 없으면"
        " 첫 레이어에서 `cannot assign module before Module.__init__() call` 오류가 납니다. 일반 값만 있는"
        " 클래스는 만들어지기는 하지만 호출할 때 실패합니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)
""",
    fix_title={
        "en": "Call `super().__init__()` first",
        "ko": "`super().__init__()`를 먼저 호출하기",
    },
    fix={
        "en": "Inserts the call as the first statement, after the docstring; adds forgotten"
        " parentheses; or moves a late call up. Not offered when the base class is not `nn.Module`"
        " itself or the call has arguments.",
        "ko": "docstring 다음 첫 문장으로 호출을 넣거나, 빠진 괄호를 더하거나, 늦은 호출을 위로 옮깁니다. 기반"
        " 클래스가 `nn.Module` 자체가 아니거나 호출에 인자가 있으면 제안하지 않습니다.",
    },
    silent={
        "en": "The class has no `__init__`, it calls one of a base class by name"
        " (`nn.Module.__init__(self)`), or it has no `forward` and keeps only plain values.",
        "ko": "클래스에 `__init__` 메서드가 없거나, 기반 클래스의 것을 이름으로 호출하거나"
        "(`nn.Module.__init__(self)`), `forward` 메서드 없이 일반 값만 담으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
