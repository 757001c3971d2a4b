"""The class of a layer stored where the layer was meant: `self.relu = nn.ReLU`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Assignment, Creation
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Span, Text
from ..mistaken_calls import built_from_data
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..values import ClassReference


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        seen: set[int] = set()
        for creation in built_from_data(reading):
            assignment = _stored_class(file, reading, creation)
            if assignment is None or id(assignment) in seen:
                continue
            seen.add(id(assignment))
            builder = FixBuilder(file, reading.definition.statement)
            call = Related(
                builder.span(creation.node), Text(_CALLED_HERE, {"name": assignment.attribute})
            )
            yield RULE.finding(
                builder.span(assignment.target),
                "class",
                subject=f"{reading.definition.name}.{assignment.attribute}",
                fix=_fix(builder, reading, assignment),
                related=(call,) if reading.definition.statement.holds(creation.node) else (),
                name=assignment.attribute,
                type=_type_name(assignment),
            )


def _stored_class(file: FileModel, reading: Reading, creation: Creation) -> Assignment | None:
    """The assignment that put a class, and nothing else, into the attribute that is called."""
    function = creation.node.func
    if not (
        isinstance(function, cst.Attribute)
        and isinstance(function.value, cst.Name)
        and function.value.value == "self"
    ):
        return None
    found = [a for a in reading.assignments if a.attribute == function.attr.value]
    if not found or not all(isinstance(a.value, ClassReference) and a.in_class for a in found):
        return None
    return None if any(_may_be_built(file, reading, a) for a in found) else found[0]


def _may_be_built(file: FileModel, reading: Reading, assignment: Assignment) -> bool:
    """Whether the class is only the default of a parameter for which the file gives a layer."""
    node = assignment.value_node
    if not isinstance(node, cst.Name) or node is assignment.value.node:
        return False
    return file.matches(
        rf"\b{node.value}\s*=\s*[\w.]+\(|\b(?<!class ){reading.definition.name}\([^()]*\w\("
    )


def _type_name(assignment: Assignment) -> str:
    value = assignment.value
    return value.type_name if isinstance(value, ClassReference) else ""


def _fix(builder: FixBuilder, reading: Reading, assignment: Assignment) -> Fix | None:
    node, value = assignment.value_node, assignment.value
    if node is None or node is not value.node or not isinstance(value, ClassReference):
        return None
    if value.nn_name not in facts.MODULES_WITHOUT_ARGUMENTS:
        return None
    end = builder.outer(node).end
    builder.replace_span(Span(end, end), "()")
    return builder.build(RULE.titled(type=builder.source(node)))


_CALLED_HERE: ByLanguage = {
    "en": "Here `self.{name}` is called with data: that builds a layer instead of applying one.",
    "ko": "여기에서 `self.{name}` 속성을 데이터로 호출하지만, 레이어를 적용하는 대신 새로 만듭니다.",
}

RULE = Rule(
    id="layer-class-not-called",
    severity=Severity.WARNING,
    title={
        "en": "A layer's class is not a layer: it has to be called once to build one.",
        "ko": "레이어의 클래스는 레이어가 아닙니다. 한 번 호출해서 레이어를 만들어야 합니다.",
    },
    messages={
        "class": {
            "en": "`self.{name}` holds the class {type}, not a layer, so calling it with data builds"
            " a layer and returns that instead of a tensor. Build it here, with parentheses.",
            "ko": "`self.{name}` 속성에는 레이어가 아니라 {type} 클래스가 들어 있어, 데이터로 호출하면 텐서"
            " 대신 새 레이어가 나옵니다. 여기에서 괄호를 붙여 레이어를 만드세요.",
        },
    },
    why={
        "en": "`nn.ReLU` is a class and `nn.ReLU()` is a layer. Calling the class builds a layer and"
        " takes the arguments as its settings: `nn.Softmax(x)` is a Softmax whose `dim` is a tensor."
        " The error comes later and elsewhere (`linear(): argument 'input' must be Tensor, not"
        " Softmax`), or never when the result is only returned.",
        "ko": "`nn.ReLU`는 클래스이고 `nn.ReLU()`는 레이어입니다. 클래스를 호출하면 레이어가 만들어지고 인자는"
        " 그 설정이 됩니다. `nn.Softmax(x)`는 `dim` 값이 텐서인 Softmax입니다. 오류는 나중에 다른 곳에서"
        " 나거나(`linear(): argument 'input' must be Tensor, not Softmax`), 결과를 그대로 돌려주면 나지"
        " 않습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.GELU
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(self.act(x))
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.GELU()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(self.act(x))
""",
    fix_title={
        "en": "Build the layer: `{type}()`",
        "ko": "레이어 만들기: `{type}()`",
    },
    fix={
        "en": "Adds `()`, only for classes that need no arguments.",
        "ko": "인자가 필요 없는 클래스에만 `()`를 붙입니다.",
    },
    silent={
        "en": "The stored class builds layers from numbers (`self.norm(width)`), what it builds is"
        " called or put into a container, or the attribute sometimes holds something else.",
        "ko": "저장한 클래스에 숫자를 주어 레이어를 만들거나(`self.norm(width)`), 만든 것을 호출하거나 컨테이너에"
        " 넣거나, 속성에 다른 값도 들어가면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
