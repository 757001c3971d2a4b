"""A Parameter that is made anew in every forward pass."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..file_model import FileModel
from ..finding import Finding, Severity
from ..made_running import MadeRunning, is_computed_with, is_optimised, made_running
from ..rule import Rule
from ..values import Activation, Parameter


def check(file: FileModel) -> Iterator[Finding]:
    for made in made_running(file, Parameter):
        if _is_fixed(made.creation.node) or _flows_in(made) or is_optimised(made):
            continue
        method, assignment = made.function.name.value, made.assignment
        if assignment is not None:
            yield RULE.finding(
                made.statement.places.span(assignment.target),
                "replaced",
                subject=f"{made.reading.definition.name}.{assignment.attribute}",
                name=assignment.attribute,
                method=method,
            )
        elif is_computed_with(made):
            yield RULE.finding(made.statement.places.span(made.creation.node), "new", method=method)


def _is_fixed(call: cst.Call) -> bool:
    """`nn.Parameter(t, requires_grad=...)`: not to be trained, or not known."""
    return len(call.args) > 1


def _flows_in(made: MadeRunning) -> bool:
    """Whether its values are computed from the input, as a hyper-network does."""
    return any(
        isinstance(value, Activation) and not (value.function or "").endswith("_like")
        for value in made.creation.arguments
    )


RULE = Rule(
    id="parameter-created-in-forward",
    severity=Severity.WARNING,
    title={
        "en": "A Parameter that is made in forward starts anew at every call and is never trained.",
        "ko": "forward 안에서 만든 Parameter는 호출할 때마다 처음 값으로 돌아가고 학습되지 않습니다.",
    },
    messages={
        "new": {
            "en": "Every call of `{method}` makes a new Parameter that no optimizer gets, so it is"
            " never trained. Write `self.name = nn.Parameter(...)` in `__init__` and use it here.",
            "ko": "`{method}` 메서드를 호출할 때마다 optimizer가 받지 못하는 새 Parameter가 만들어져 학습되지"
            " 않습니다. `__init__`에 `self.name = nn.Parameter(...)`를 쓰고 여기서는 그것을 사용하세요.",
        },
        "replaced": {
            "en": "Every call of `{method}` replaces `self.{name}` by a new Parameter, while the"
            " optimizer goes on with the old one. Create it in `__init__`, and change its values in"
            " place under `torch.no_grad()`.",
            "ko": "`{method}` 메서드를 호출할 때마다 `self.{name}` 속성이 새 Parameter로 바뀌고, optimizer는 옛"
            " Parameter만 갱신합니다. `__init__`에서 만들고, 값을 바꿀 때는 `torch.no_grad()` 안에서"
            " in-place로 바꾸세요.",
        },
    },
    why={
        "en": "An optimizer updates the Parameters that `model.parameters()` gave it before training."
        " One that forward makes did not exist then: it gets a gradient, but nobody steps it, and the"
        " next call makes another with the start value. Assigning it to `self` in forward registers"
        " it, but the optimizer still holds the one before.",
        "ko": "optimizer는 학습 전에 `model.parameters()`에서 받은 Parameter를 갱신합니다. forward가 만든"
        " Parameter는 그때 없었습니다. gradient는 받지만 갱신되지 않고, 다음 호출에서 처음 값으로 다시"
        " 만들어집니다. forward에서 `self`에 대입하면 등록은 되지만 optimizer에는 이전 것이 남아 있습니다.",
    },
    bad="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        scale = nn.Parameter(torch.ones(8))
        return self.fc(x) * scale
""",
    good="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.scale = nn.Parameter(torch.ones(8))

    def forward(self, x):
        return self.fc(x) * self.scale
""",
    silent={
        "en": "The Parameter is made behind a condition that may let it be made once only, has"
        " `requires_grad=False`, gets its values from the input (a hyper-network), or is trained in"
        " forward itself by an optimizer of its own.",
        "ko": "한 번만 만들지도 모르는 조건문 안에 있거나, `requires_grad=False`이거나, 입력에서 값을"
        " 계산하거나(hyper-network), forward 안에서 별도의 optimizer로 학습하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
    judges="classes",
)
