"""A Module that is kept from registration with a known trick; off unless asked for."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..events import Placement
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..held import leaves
from ..hidden import hidden_containers
from ..literals import string
from ..reading import Reading
from ..rule import Rule
from ..sighted import uses_of
from ..tree import dotted_name
from ..values import Module, Parameter, Value


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        places = reading.definition.statement.places
        for node, name in (*_in_dict(reading), *_by_object(reading)):
            yield RULE.finding(places.span(node), "around", name=name)
        for hidden in hidden_containers(reading, Module):
            items = leaves(hidden.container)
            apart = isinstance(hidden.container.node, (cst.List, cst.Tuple))
            if len(items) == 1 and apart and not _made_here(items[0]):
                name = hidden.assignment.attribute
                yield RULE.finding(hidden.span, "alone", subject=hidden.subject, name=name)


def _made_here(value: Value) -> bool:
    return not isinstance(value, Module) or value.made_here


def _in_dict(reading: Reading) -> Iterator[tuple[cst.CSTNode, str]]:
    """`self.__dict__["x"] = layer`."""
    for placement in reading.placements:
        if _is_state(placement.value) and _is_own_dict(placement.target.value):
            yield placement.target, _key(placement) or "..."


def _is_own_dict(node: cst.BaseExpression) -> bool:
    """`self.__dict__` or `vars(self)`."""
    if isinstance(node, cst.Call) and dotted_name(node.func) == "vars" and len(node.args) == 1:
        return dotted_name(node.args[0].value) == "self"
    return dotted_name(node) == "self.__dict__"


def _by_object(reading: Reading) -> Iterator[tuple[cst.CSTNode, str]]:
    """`object.__setattr__(self, "x", layer)`."""
    for use in uses_of(reading, "__setattr__"):
        if dotted_name(use.node.func) == "object.__setattr__" and len(use.arguments) == 3:
            name = string(use.node.args[1].value)
            if _is_state(use.arguments[2]):
                yield use.node, name or "..."


def _is_state(value: Value) -> bool:
    return isinstance(value, Parameter) or (isinstance(value, Module) and value.stateful)


def _key(placement: Placement) -> str | None:
    index = placement.target.slice[0].slice
    return string(index.value) if isinstance(index, cst.Index) else None


RULE = Rule(
    id="registration-bypassed",
    severity=Severity.INFORMATION,
    default_on=False,
    title={
        "en": "A Module is kept from registration on purpose.",
        "ko": "Module을 일부러 등록하지 않고 둡니다.",
    },
    messages={
        "around": {
            "en": "This goes around registration: `{name}` will not be trained, saved or moved with the"
            " model. If that is not meant, write `self.{name} = ...`.",
            "ko": "등록을 피해 가는 코드입니다. `{name}` 속성은 모델과 함께 학습, 저장, 이동되지 않으므로, 의도한 것이"
            " 아니라면 `self.{name} = ...`로 쓰세요.",
        },
        "alone": {
            "en": "The list keeps the Module in `self.{name}` from PyTorch: it will not be trained, saved"
            " or moved with the model. If that is not meant, assign it without the brackets.",
            "ko": "list에 넣었으므로 PyTorch가 `self.{name}` 속성의 Module을 보지 못하고, 모델과 함께 학습, 저장,"
            " 이동되지 않습니다. 의도한 것이 아니라면 대괄호 없이 대입하세요.",
        },
    },
    why={
        "en": "Registration happens in `Module.__setattr__`. Writing to `__dict__`, calling"
        " `object.__setattr__`, or putting a Module into a list of one goes around it. Experts do so"
        " for a teacher, a frozen feature extractor or a back reference, and then have to move it to"
        " the device themselves.",
        "ko": "등록은 `Module.__setattr__` 안에서 일어납니다. `__dict__`에 쓰거나, `object.__setattr__`을"
        " 호출하거나, Module 하나를 list에 넣으면 그 과정을 피해 갑니다. teacher, 고정된 feature extractor,"
        " 되돌아 가리키는 참조에 일부러 쓰는 방법이며, 그때는 device로 옮기는 일도 직접 해야 합니다.",
    },
    bad="""\
from torch import nn


class Student(nn.Module):
    def __init__(self, teacher: nn.Module):
        super().__init__()
        self.fc = nn.Linear(8, 2)
        self.teacher = [teacher]

    def forward(self, x):
        return self.fc(x), self.teacher[0](x)
""",
    good="""\
from torch import nn


class Student(nn.Module):
    def __init__(self, teacher: nn.Module):
        super().__init__()
        self.fc = nn.Linear(8, 2)
        self.teacher = teacher

    def forward(self, x):
        return self.fc(x), self.teacher(x)
""",
    silent={
        "en": "Always, unless you ask for it (`severity` or `select`): most of these are meant. Also"
        " where a comment says that it is meant.",
        "ko": "대부분 의도한 코드이므로, `severity`나 `select` 설정으로 켜지 않으면 항상 알리지 않습니다. 의도한 것이라는"
        " 주석이 있을 때도 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/modules.html",
    check=check,
    judges="classes",
)
