"""A Parameter that was multiplied, indexed or passed through a function before it was assigned."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..lost import LostAssignment, data_argument, lost_parameters
from ..rule import Rule

_MOVABLE = (cst.Multiply, cst.Divide, cst.Add, cst.Subtract)


def check(file: FileModel) -> Iterator[Finding]:
    for lost in lost_parameters(file, "arithmetic"):
        yield RULE.finding(
            lost.span,
            "lost",
            subject=lost.subject,
            fix=_fix(file, lost),
            name=lost.assignment.attribute,
        )


def _fix(file: FileModel, lost: LostAssignment) -> Fix | None:
    """Moves `* k` inside: `nn.Parameter(e) * k` -> `nn.Parameter(e * k)`."""
    node = lost.assignment.value_node
    if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, _MOVABLE):
        return None
    call, other = (node.left, node.right) if node.left is lost.call else (node.right, node.left)
    argument = data_argument(lost.call)
    if call is not lost.call or argument is None or lost.has_parameter(other):
        return None
    builder = FixBuilder(file, lost.reading.definition.statement)
    inner, outside = builder.operand(argument), builder.operand(other)
    sign = builder.source(node.operator).strip()
    moved = f"{inner} {sign} {outside}" if call is node.left else f"{outside} {sign} {inner}"
    text = builder.source(lost.call)
    start = builder.span(argument).start - builder.span(lost.call).start
    end = builder.span(argument).end - builder.span(lost.call).start
    builder.replace(node, text[:start] + moved + text[end:])
    return builder.build(RULE.titled())


RULE = Rule(
    id="parameter-lost-in-arithmetic",
    severity=Severity.WARNING,
    title={
        "en": "Arithmetic on a Parameter gives a plain tensor, which is not registered.",
        "ko": "Parameter에 연산을 하면 일반 텐서가 되어 등록되지 않습니다.",
    },
    messages={
        "lost": {
            "en": "`self.{name}` is not a Parameter any more: the operation on `nn.Parameter(...)`"
            " returns a plain tensor that no optimizer gets. Do the arithmetic inside `nn.Parameter(...)`.",
            "ko": "`self.{name}` 속성은 더 이상 Parameter가 아닙니다. `nn.Parameter(...)`에 연산을 하면"
            " optimizer가 받지 못하는 일반 텐서가 되므로, 연산을 `nn.Parameter(...)` 안으로 옮기세요.",
        },
    },
    why={
        "en": "Every operation on a Parameter (`*`, `-`, `[0]`, `torch.sigmoid(...)`) returns a"
        " new plain tensor that remembers how it was computed. Assigned as an attribute it is"
        " stored, but not registered: it is not in `parameters()` or `state_dict()`, and a second"
        " `backward()` can fail because its graph was freed by the first.",
        "ko": "Parameter에 대한 모든 연산(`*`, `-`, `[0]`, `torch.sigmoid(...)`)은 계산 과정을 기억하는"
        " 새 일반 텐서를 돌려줍니다. 속성에 대입하면 저장은 되지만 등록되지 않아 `parameters()`와"
        " `state_dict()`에 없고, 첫 `backward()`가 그래프를 해제하므로 두 번째 `backward()`가 실패할 수"
        " 있습니다.",
    },
    bad="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(8)) * 0.1

    def forward(self, x):
        return x * self.weight
""",
    good="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(8) * 0.1)

    def forward(self, x):
        return x * self.weight
""",
    fix_title={
        "en": "Do the arithmetic inside `nn.Parameter(...)`",
        "ko": "연산을 `nn.Parameter(...)` 안으로 옮기기",
    },
    fix={
        "en": "Moves `+`, `-`, `*` or `/` with its other side inside: the start value is"
        " the same, and now it is the tensor that is trained. Not offered for other operations.",
        "ko": "`+`, `-`, `*`, `/` 연산과 다른 쪽 값을 안으로 옮깁니다. 시작 값은 같고, 이제 그 텐서가"
        " 학습됩니다. 다른 연산에는 제안하지 않습니다.",
    },
    silent={
        "en": "The Parameter itself is registered too (`self.raw = w` before `self.w = w * 2`), the"
        " result stays a local variable, or the arithmetic happens in `forward`.",
        "ko": "Parameter 자체도 등록되어 있거나(`self.w = w * 2` 앞에 `self.raw = w`), 결과가 지역 변수로만"
        " 남거나, `forward` 안의 연산이면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
    judges="classes",
)
