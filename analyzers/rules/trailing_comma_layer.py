"""A comma at the end of a line that turns a layer into a tuple."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Span, Text
from ..hidden import HiddenContainer, hidden_containers
from ..rule import ByLanguage, Rule
from ..values import Module, Parameter


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        for kind, message in ((Module, "layer"), (Parameter, "parameter")):
            for hidden in hidden_containers(reading, kind):
                if hidden.comma is not None:
                    yield RULE.finding(
                        hidden.span,
                        message,
                        subject=hidden.subject,
                        fix=_fix(file, hidden, hidden.comma),
                        related=_related(hidden, hidden.comma),
                        name=hidden.assignment.attribute,
                    )


def _related(hidden: HiddenContainer, node: cst.Tuple) -> tuple[Related, ...]:
    """The comma, where it does not stand on the line of the attribute."""
    end = hidden.reading.definition.statement.places.span(node).end
    text = hidden.reading.file.text[hidden.span.start : end]
    return (Related(Span(end - 1, end), Text(_COMMA)),) if len(text.splitlines()) > 1 else ()


def _fix(file: FileModel, hidden: HiddenContainer, node: cst.Tuple) -> Fix:
    builder = FixBuilder(file, hidden.reading.definition.statement)
    builder.replace(node, builder.source(node.elements[0].value))
    return builder.build(RULE.titled())


_COMMA: ByLanguage = {
    "en": "This comma makes the tuple.",
    "ko": "이 쉼표가 tuple을 만듭니다.",
}

RULE = Rule(
    id="trailing-comma-layer",
    severity=Severity.WARNING,
    title={
        "en": "A comma at the end of the line makes a tuple, and a tuple registers nothing.",
        "ko": "줄 끝에 쉼표가 있으면 tuple이 되고, tuple은 아무것도 등록하지 않습니다.",
    },
    messages={
        "layer": {
            "en": "The comma at the end makes `self.{name}` a tuple with one layer in it: PyTorch"
            " does not register it, and it cannot be called. Delete the comma.",
            "ko": "줄 끝의 쉼표 때문에 `self.{name}` 속성이 레이어 하나를 담은 tuple이 되어 PyTorch에 등록되지"
            " 않고 호출할 수도 없습니다. 쉼표를 지우세요.",
        },
        "parameter": {
            "en": "The comma at the end makes `self.{name}` a tuple with one Parameter in it, which"
            " PyTorch does not register. Delete the comma.",
            "ko": "줄 끝의 쉼표 때문에 `self.{name}` 속성이 Parameter 하나를 담은 tuple이 되어 PyTorch에"
            " 등록되지 않습니다. 쉼표를 지우세요.",
        },
    },
    why={
        "en": "In Python the comma makes the tuple, not the parentheses: `a = b,` is `a = (b,)`. The"
        " comma is often left over from a list of arguments. The layer is then stored inside a tuple"
        " that `parameters()` does not look into, and calling it fails with `'tuple' object is not"
        " callable`.",
        "ko": "Python에서 tuple은 괄호가 아니라 쉼표가 만듭니다. `a = b,`는 `a = (b,)`와 같습니다. 인자 목록을"
        " 옮겨 적다가 쉼표가 남는 일이 많습니다. 그러면 레이어가 tuple 안에 들어가 `parameters()`가 찾지 못하고,"
        " 호출하면 `'tuple' object is not callable` 오류가 납니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2),

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
        "en": "Delete the comma",
        "ko": "쉼표 지우기",
    },
    fix={
        "en": "Deletes the comma, so that the layer itself is assigned.",
        "ko": "쉼표를 지워 레이어 자체가 대입되게 합니다.",
    },
    silent={
        "en": "The tuple is written with parentheses, or the class uses it as one (`self.fc[0]`, a"
        " loop): then it is meant, and `module-list-not-registered` speaks about it.",
        "ko": "괄호로 쓴 tuple이거나 클래스에서 tuple로 쓰면(`self.fc[0]`, 반복문) 알리지 않습니다. 이때는"
        " 의도한 것으로 보고 `module-list-not-registered` 규칙이 알립니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
