"""Parameters in a plain list, tuple, dict or set."""

from __future__ import annotations

from collections.abc import Iterator

from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..hidden import fix_by_wrapping, hidden_containers
from ..rule import ByLanguage, Rule
from ..values import Parameter


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        for hidden in hidden_containers(reading, Parameter):
            if hidden.comma is not None:
                continue  # that one comma is trailing-comma-layer
            kind = hidden.container.kind
            yield RULE.finding(
                hidden.span,
                "hidden",
                subject=hidden.subject,
                fix=fix_by_wrapping(RULE, hidden, Parameter),
                related=tuple(
                    Related(span, Text(_ADDED_HERE, {"name": hidden.assignment.attribute}))
                    for span in hidden.addition_spans()[:1]
                ),
                name=hidden.assignment.attribute,
                kind=kind,
                register="nn.ParameterDict" if kind == "dict" else "nn.ParameterList",
            )


_ADDED_HERE: ByLanguage = {
    "en": "A Parameter is put into `{name}` here.",
    "ko": "여기에서 `{name}` 속성에 Parameter가 추가됩니다.",
}

RULE = Rule(
    id="parameter-list-not-registered",
    severity=Severity.WARNING,
    title={
        "en": "Parameters in a plain list, tuple, dict or set are not registered.",
        "ko": "일반 list, tuple, dict, set에 담긴 Parameter는 등록되지 않습니다.",
    },
    messages={
        "hidden": {
            "en": "PyTorch cannot see the parameters in `self.{name}`: a plain {kind} does not"
            " register them, so no optimizer gets them and nothing saves or moves them."
            " Use `{register}`.",
            "ko": "PyTorch가 `self.{name}` 안의 parameter를 보지 못합니다. 일반 {kind} 자료형은"
            " parameter를 등록하지 않아 optimizer에 전달되지 않고 저장도 이동도 되지 않으므로"
            " `{register}` 클래스를 쓰세요.",
        },
    },
    why={
        "en": "An `nn.Parameter` is registered when it is assigned as an attribute itself. Inside a"
        " list it gets gradients, but `model.parameters()` does not yield it: the optimizer never"
        " updates it, `zero_grad()` never clears it, `state_dict()` does not hold it.",
        "ko": "`nn.Parameter` 객체는 속성에 직접 대입될 때 등록됩니다. list 안에 있으면 gradient는"
        " 받지만 `model.parameters()`에 나오지 않습니다. 그래서 optimizer가 갱신하지 않고,"
        " `zero_grad()`가 지우지 않으며, `state_dict()`에 들어가지 않습니다.",
    },
    bad="""\
import torch
from torch import nn


class Scales(nn.Module):
    def __init__(self):
        super().__init__()
        self.scales = [nn.Parameter(torch.ones(4)) for _ in range(3)]

    def forward(self, x):
        for scale in self.scales:
            x = x * scale
        return x
""",
    good="""\
import torch
from torch import nn


class Scales(nn.Module):
    def __init__(self):
        super().__init__()
        self.scales = nn.ParameterList([nn.Parameter(torch.ones(4)) for _ in range(3)])

    def forward(self, x):
        for scale in self.scales:
            x = x * scale
        return x
""",
    fix_title={
        "en": "Register the parameters with `{register}`",
        "ko": "`{register}` 클래스로 parameter 등록하기",
    },
    fix={
        "en": "Wraps the list in `nn.ParameterList`, or the dict in `nn.ParameterDict`. Not offered"
        " when the class uses something that these lack, or when other things are mixed in."
        " The parameters appear in `state_dict()`, so an older checkpoint lacks them.",
        "ko": "list는 `nn.ParameterList`, dict는 `nn.ParameterDict`로 감쌉니다. 이 클래스에 없는 기능을"
        " 쓰거나 다른 값이 섞여 있으면 제안하지 않습니다. parameter가 `state_dict()`에 나타나므로 이전"
        " 체크포인트에는 그 값이 없습니다.",
    },
    silent={
        "en": "The parameters are registered in another way (`register_parameter` in a loop, each as"
        " an attribute of its own) or go to code that was not read.",
        "ko": "parameter가 다른 방법(반복문에서 `register_parameter`, 각각 속성으로 대입)으로 등록되었거나"
        " 읽을 수 없는 코드로 전달되면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html",
    check=check,
    judges="classes",
)
