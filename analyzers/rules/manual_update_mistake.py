"""A weight that is updated by hand where autograd records it, or that the update replaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..manual_updates import ManualUpdate, manual_updates
from ..rule import Rule


def check(file: FileModel) -> Iterator[Finding]:
    for script in file.scripts:
        found = {id(update.node): update for update in manual_updates(script, file)}
        for update in found.values():
            yield RULE.finding(
                file.statement_of(update.node).places.span(update.node),
                update.how,
                fix=_fix(file, update, list(found.values())),
                severity=Severity.WARNING if update.how == "variable" else None,
                weight=update.weight,
                update=update.in_place,
            )


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement line that updates a weight."""

    line: cst.CSTNode
    update: ManualUpdate


def _fix(file: FileModel, update: ManualUpdate, others: list[ManualUpdate]) -> Fix | None:
    """Put the update, and those on the lines around it, under `torch.no_grad()`."""
    builder = FixBuilder(file, file.statement_of(update.node))
    title = RULE.titled(update=update.in_place)
    if not update.recorded:
        builder.replace(update.node, update.in_place)
        return builder.build(title)
    suite = builder.suite_of(update.node)
    if not isinstance(suite, (cst.IndentedBlock, cst.Module)):
        return None
    updates = {id(builder.line_of(other.node)): other for other in others if other.recorded}
    lines: list[_Line] = []
    for line in suite.body:
        if id(line) in updates:
            lines.append(_Line(line, updates[id(line)]))
        elif any(part.update is update for part in lines):
            break
        else:
            lines = []
    no_grad = builder.torch_name("torch.no_grad")
    changes = [part.update.in_place for part in lines]
    if not builder.wrap_lines([part.line for part in lines], f"with {no_grad}():", changes):
        return None
    return builder.build(title)


RULE = Rule(
    id="manual-update-mistake",
    severity=Severity.ERROR,
    title={
        "en": "An update by hand belongs under `torch.no_grad()` and must change the weight in place.",
        "ko": "직접 하는 갱신은 `torch.no_grad()` 안에서 가중치를 제자리에서 바꿔야 합니다.",
    },
    messages={
        "recorded": {
            "en": "Autograd refuses to record a change in place of the weight `{weight}`: this raises a"
            " RuntimeError. Put it under `with torch.no_grad():`.",
            "ko": "autograd가 `{weight}` 갱신을 기록하는데, 기록하는 동안에는 가중치를 제자리에서 바꿀 수 없어"
            " RuntimeError가 납니다. `with torch.no_grad():` 안에 두세요.",
        },
        "replaced": {
            "en": "This replaces `{weight}` by a new tensor that gets no gradient, so the next"
            " iteration fails. Write `{update}` under `with torch.no_grad():`.",
            "ko": "이 코드는 `{weight}` 변수를 gradient를 받지 못하는 새 텐서로 바꾸므로 다음 반복에서 오류가"
            " 납니다. `with torch.no_grad():` 안에서 `{update}` 형태로 쓰세요.",
        },
        "variable": {
            "en": "This only gives the name `{weight}` to a new tensor: the parameter of the model does"
            " not change. Write `{update}` under `with torch.no_grad():`.",
            "ko": "이 코드는 새 텐서에 `{weight}` 이름을 붙일 뿐 모델의 parameter는 바뀌지 않습니다."
            " `with torch.no_grad():` 안에서 `{update}` 형태로 쓰세요.",
        },
        "refused": {
            "en": "`{weight}` is a Parameter, and the Module refuses another tensor in its place: a"
            " TypeError. Write `{update}` under `with torch.no_grad():`.",
            "ko": "`{weight}` 속성은 Parameter이고, Module은 그 자리에 다른 텐서를 받지 않아 TypeError가 납니다."
            " `with torch.no_grad():` 안에서 `{update}` 형태로 쓰세요.",
        },
    },
    why={
        "en": "A weight is a leaf: `backward()` fills its `.grad`. `w = w - lr * w.grad` makes a new"
        " tensor, which is not a leaf, so it has no `.grad` next time. `w -= lr * w.grad` keeps the"
        " leaf, but autograd refuses to record a change of it. Under `no_grad()` nothing is recorded,"
        " and the leaf stays the same.",
        "ko": "가중치는 `backward()`가 `.grad`를 채우는 leaf 텐서입니다. `w = w - lr * w.grad`는 leaf가"
        " 아닌 새 텐서를 만들어 다음에는 `.grad`가 없습니다. `w -= lr * w.grad`는 leaf를 유지하지만"
        " autograd가 그 변경을 기록하기를 거부합니다. `no_grad()` 안에서는 아무것도 기록하지 않으므로 leaf가"
        " 그대로 남습니다.",
    },
    bad="""\
import torch

w = torch.zeros(1, requires_grad=True)
x = torch.linspace(-1, 1, 32)
y = 3 * x

for step in range(60):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    w = w - 0.1 * w.grad
    w.grad = None
""",
    good="""\
import torch

w = torch.zeros(1, requires_grad=True)
x = torch.linspace(-1, 1, 32)
y = 3 * x

for step in range(60):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
""",
    fix_title={
        "en": "Write `{update}` under `torch.no_grad()`",
        "ko": "`torch.no_grad()` 안에서 `{update}` 형태로 쓰기",
    },
    fix={
        "en": "Turns the update into `-=` and puts it, with updates on the lines around it, under"
        " `with torch.no_grad():`.",
        "ko": "갱신을 `-=` 형태로 바꾸고, 앞뒤 줄의 갱신과 함께 `with torch.no_grad():` 안에 둡니다.",
    },
    silent={
        "en": "The update stands under `no_grad()` and uses `-=`, `sub_` or `.data`; the result has"
        " another name (an attack, meta-learning) or is made a leaf again; the weight is an argument"
        " of a function whose callers were not read.",
        "ko": "갱신이 `no_grad()` 안에 있고 `-=`, `sub_`, `.data`를 쓰거나, 결과의 이름이 다르거나(공격,"
        " meta-learning) 다시 leaf로 만들거나, 가중치가 어디서 호출되는지 모르는 함수의 인자이면 알리지"
        " 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/autograd.html#locally-disabling-gradient-computation",
    check=check,
    judges="scripts",
)
