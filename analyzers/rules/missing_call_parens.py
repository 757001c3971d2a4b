"""A method that is named but not called: `optimizer.step`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Severity, Span
from ..rule import Rule
from ..sighted import discards
from ..tree import dotted_name
from ..values import (
    Activation,
    Module,
    Optimizer,
    Parameter,
    Scheduler,
    SelfReference,
    Tensor,
    Unknown,
    Value,
)

_OF_MODULES = frozenset({"eval", "train", "zero_grad", "cuda", "cpu", "half", "float", "double"})


def check(file: FileModel) -> Iterator[Finding]:
    for _, discard in discards(file, cst.Attribute):
        node = discard.node.value
        if not isinstance(node, cst.Attribute) or not _is_method(discard.owner, node.attr.value):
            continue
        name = node.attr.value
        if file.names.resolve(node) is not None:
            continue
        statement = file.statement_of(node)
        builder = FixBuilder(file, statement)
        end = builder.outer(node).end
        builder.replace_span(Span(end, end), "()")
        plateau = isinstance(discard.owner, Scheduler) and (
            discard.owner.type_name == "ReduceLROnPlateau"
        )
        yield RULE.finding(
            statement.places.span(node),
            "plateau" if plateau else name if name in RULE.messages else "named",
            fix=None if plateau else builder.build(RULE.titled()),
            code=dotted_name(node) or f".{name}",
        )


def _is_method(owner: Value | None, name: str) -> bool:
    """Whether `name` is a method of `owner` that is called for what it changes."""
    match owner:
        case Optimizer():
            return name in ("step", "zero_grad")
        case Scheduler():
            return name == "step"
        case Module():
            return name in _OF_MODULES
        case Parameter() | Tensor():
            return name == "backward"
        case Activation() | Unknown() | SelfReference():
            # in a training loop these names mean one thing, whoever owns them
            return name in ("step", "zero_grad", "backward", "eval", "train")
        case _:
            return False


RULE = Rule(
    id="missing-call-parens",
    severity=Severity.ERROR,
    title={
        "en": "A method without `()` is named, not called.",
        "ko": "`()` 없이 쓴 메서드는 이름만 적힌 것이고 호출되지 않습니다.",
    },
    messages={
        "named": {
            "en": "`{code}` without `()` only names the method, so nothing happens."
            " Write `{code}()`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드 이름만 적혔을 뿐 아무 일도 일어나지 않습니다."
            " `{code}()`라고 쓰세요.",
        },
        "step": {
            "en": "`{code}` without `()` only names the method, so this step never happens and"
            " nothing is updated. Write `{code}()`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드가 호출되지 않으므로 아무것도 갱신되지 않습니다."
            " `{code}()`라고 쓰세요.",
        },
        "zero_grad": {
            "en": "`{code}` without `()` only names the method, so the old gradients stay and the"
            " new ones are added to them. Write `{code}()`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드가 호출되지 않으므로 이전 gradient가 남아 새 gradient와"
            " 더해집니다. `{code}()`라고 쓰세요.",
        },
        "backward": {
            "en": "`{code}` without `()` only names the method, so no gradient is computed."
            " Write `{code}()`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드가 호출되지 않으므로 gradient가 계산되지 않습니다."
            " `{code}()`라고 쓰세요.",
        },
        "eval": {
            "en": "`{code}` without `()` only names the method, so dropout and batch norm stay in"
            " training mode. Write `{code}()`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드가 호출되지 않으므로 dropout과 batch norm이 학습 모드로"
            " 남습니다. `{code}()`라고 쓰세요.",
        },
        "train": {
            "en": "`{code}` without `()` only names the method, so the mode does not change:"
            " dropout and batch norm stay as they were. Write `{code}()`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드가 호출되지 않으므로 dropout과 batch norm의 모드가 바뀌지"
            " 않습니다. `{code}()`라고 쓰세요.",
        },
        "plateau": {
            "en": "`{code}` without `()` only names the method, so the learning rate never changes."
            " Call it with the value it watches, as in `{code}(val_loss)`.",
            "ko": "`{code}` 뒤에 `()`가 없어 메서드가 호출되지 않으므로 학습률이 바뀌지 않습니다."
            " 지켜볼 값을 넣어 `{code}(val_loss)`처럼 호출하세요.",
        },
    },
    why={
        "en": "In Python the parentheses make the call. Without them the line is an expression"
        " whose value, the method itself, is thrown away, and Python says nothing. The loop runs"
        " to its end and the model does not learn.",
        "ko": "Python에서는 괄호가 있어야 호출이 됩니다. 괄호가 없으면 메서드 자체가 값인 식이 되고, 그 값은"
        " 버려지며, Python은 아무 말도 하지 않습니다. 반복문은 끝까지 돌지만 모델은 학습되지 않습니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    optimizer.step
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
""",
    fix_title={
        "en": "Call the method: add `()`",
        "ko": "메서드 호출하기: `()` 추가",
    },
    fix={
        "en": "Adds `()`. Not offered for `ReduceLROnPlateau`, whose `step` needs the value that it"
        " watches.",
        "ko": "`()`를 추가합니다. `ReduceLROnPlateau`의 `step`은 지켜볼 값이 필요하므로 제안하지"
        " 않습니다.",
    },
    silent={
        "en": "The method is stored or passed on (`run = optimizer.step`), or the name is not one"
        " that training code calls for its effect.",
        "ko": "메서드를 저장하거나 넘길 때(`run = optimizer.step`), 또는 학습 코드가 효과를 위해 호출하는"
        " 이름이 아니면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/optim.html",
    check=check,
    judges="both",
)
