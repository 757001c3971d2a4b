"""A Parameter that was moved, cast or reshaped before it was assigned."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity, Span
from ..lost import LostAssignment, data_argument, lost_parameters
from ..rule import Rule


def check(file: FileModel) -> Iterator[Finding]:
    for lost in lost_parameters(file, "conversion"):
        operation = _outermost(lost)
        if operation is None:
            continue
        uncertain = operation in facts.SOMETIMES_IDENTITY_METHODS and _single(lost)
        if uncertain and operation != "to":
            severity: Severity | None = Severity.HINT
        else:
            severity = None
        yield RULE.finding(
            lost.span,
            "sometimes" if uncertain else "lost",
            severity=severity,
            subject=lost.subject,
            fix=_fix(file, lost),
            name=lost.assignment.attribute,
            operation=operation,
        )


def _outermost(lost: LostAssignment) -> str | None:
    """The method or attribute applied last, by name."""
    node = lost.value.node
    if isinstance(node, cst.Call):
        node = node.func
    return node.attr.value if isinstance(node, cst.Attribute) else None


def _chain(lost: LostAssignment) -> list[cst.BaseExpression] | None:
    """`P.a().b` from the inside out as nodes, without `P`; None when it is not such a chain."""
    links: list[cst.BaseExpression] = []
    node = lost.assignment.value_node
    while node is not None and node is not lost.call:
        links.append(node)
        inner = node.func if isinstance(node, cst.Call) else node
        if not isinstance(inner, cst.Attribute):
            return None
        node = inner.value
    return links[::-1] if node is lost.call else None


def _single(lost: LostAssignment) -> bool:
    chain = _chain(lost)
    return chain is not None and len(chain) == 1


def _fix(file: FileModel, lost: LostAssignment) -> Fix | None:
    """Moves the chain inside: `nn.Parameter(e).to(d)` -> `nn.Parameter(e.to(d))`."""
    argument, chain = data_argument(lost.call), _chain(lost)
    # what was detached was meant to stay fixed: only its author knows what it should be now
    if argument is None or not chain or lost.value.detached:
        return None
    builder = FixBuilder(file, lost.reading.definition.statement)
    after = Span(builder.outer(lost.call).end, builder.span(chain[-1]).end)
    operations = file.text[after.start : after.end]
    builder.replace(argument, builder.operand(argument) + operations)
    builder.replace_span(after, "")
    return builder.build(RULE.titled())


RULE = Rule(
    id="parameter-lost-in-conversion",
    severity=Severity.WARNING,
    title={
        "en": "Moving, casting or reshaping a Parameter gives a plain tensor, which is not registered.",
        "ko": "Parameter를 옮기거나 변환하면 일반 텐서가 되어 등록되지 않습니다.",
    },
    messages={
        "lost": {
            "en": "`self.{name}` is not a Parameter any more: `.{operation}` returns a plain tensor"
            " that no optimizer gets. Convert first, then call `nn.Parameter(...)` on the result.",
            "ko": "`self.{name}` 속성은 더 이상 Parameter가 아닙니다. `.{operation}` 호출은 optimizer가"
            " 받지 못하는 일반 텐서를 돌려주므로, 먼저 변환하고 그 결과에 `nn.Parameter(...)`를 쓰세요.",
        },
        "sometimes": {
            "en": "`self.{name}` stays a Parameter only where `.{operation}` has nothing to do; on"
            " another device or dtype it becomes a plain tensor that no optimizer gets. Convert"
            " inside `nn.Parameter(...)`.",
            "ko": "`self.{name}` 속성은 `.{operation}` 호출이 할 일이 없을 때만 Parameter로 남습니다. device나"
            " dtype이 다르면 optimizer가 받지 못하는 일반 텐서가 되므로 `nn.Parameter(...)` 안에서"
            " 변환하세요.",
        },
    },
    why={
        "en": "`.to()`, `.cuda()`, `.double()`, `.view()`, `.T` and `.clone()` return a new plain"
        " tensor, not a Parameter. Worse, `.to(device)` returns the same Parameter when it is"
        " already there: the model trains on the CPU and silently stops training on a GPU."
        " `model.to(device)` moves every registered Parameter, so none has to be moved by hand.",
        "ko": "`.to()`, `.cuda()`, `.double()`, `.view()`, `.T`, `.clone()`은 Parameter가 아니라 새 일반"
        " 텐서를 돌려줍니다. 더 나쁜 것은 `.to(device)`가 이미 그 device에 있으면 같은 Parameter를"
        " 돌려준다는 점입니다. CPU에서는 학습되다가 GPU에서는 조용히 멈춥니다. `model.to(device)`가 등록된"
        " Parameter를 모두 옮기므로 직접 옮길 필요가 없습니다.",
    },
    bad="""\
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"


class Shift(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(8)).to(device)

    def forward(self, x):
        return x + self.bias
""",
    good="""\
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"


class Shift(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(8).to(device))

    def forward(self, x):
        return x + self.bias
""",
    fix_title={
        "en": "Convert inside `nn.Parameter(...)`",
        "ko": "변환을 `nn.Parameter(...)` 안으로 옮기기",
    },
    fix={
        "en": "Moves the calls after `nn.Parameter(...)` inside: the values, the device"
        " and the dtype stay what they were. Not offered after `.detach()` or `.data`: there the"
        " tensor may be meant to stay fixed.",
        "ko": "`nn.Parameter(...)` 뒤의 호출을 안으로 옮깁니다. 값, 장치, dtype은 그대로입니다."
        " `.detach()`나 `.data` 뒤에는 제안하지 않습니다. 고정된 텐서를 원했을 수 있기 때문입니다.",
    },
    silent={
        "en": "The method returns the same object (`requires_grad_()`, `nn.init` functions), the"
        " Parameter itself is registered too, or the result stays a local variable. `.cpu()`,"
        " `.float()` and `.contiguous()`, which nearly always have nothing to do, are only hints.",
        "ko": "같은 객체를 돌려주는 메서드(`requires_grad_()`, `nn.init` 함수)이거나, Parameter 자체도"
        " 등록되어 있거나, 결과가 지역 변수로만 남으면 알리지 않습니다. 대개 아무 일도 하지 않는 `.cpu()`,"
        " `.float()`, `.contiguous()`는 힌트로만 표시합니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
    judges="classes",
)
