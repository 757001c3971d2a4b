"""`backward()` on a number, or on a tensor that was cut off from its graph."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..cuts import Cut, inside
from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..steps import Step, source_of
from ..training import Training, trainings


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for step in training.steps:
            if step.kind != "backward" or not step.plain or id(step.node) in seen:
                continue
            cut = training.script.cuts.of(step.target, file)
            if cut is None or cut.kind == "no_grad":
                continue
            seen.add(id(step.node))
            where = file.statement_of(cut.node).places.span(cut.node)
            yield RULE.finding(
                file.statement_of(step.node).places.span(step.node),
                cut.kind,
                fix=_fix(file, training, step, cut),
                related=(Related(where, Text(_RELATED, {"code": cut.code})),),
                loss=source_of(step.target_node),
                code=cut.code,
            )


def _fix(file: FileModel, training: Training, step: Step, cut: Cut) -> Fix | None:
    """Keep the tensor: `loss = criterion(...).item()` loses its `.item()`."""
    kept = inside(cut)
    if (
        kept is None
        or cut.kind in ("choice", "compared")
        or not isinstance(step.target_node, cst.Name)
    ):
        return None
    name = step.target_node.value
    bound = [
        binding
        for binding in training.script.bindings
        if binding.name == name and binding.frame is step.use.frame and binding.order < step.order
    ]
    if not bound or not isinstance(bound[-1].statement, cst.Assign):
        return None
    statement = bound[-1].statement
    if statement.value is not cut.node or len(statement.targets) != 1:
        return None
    builder = FixBuilder(file, file.statement_of(cut.node))
    if isinstance(kept, cst.Name) and kept.value == name:
        if not builder.remove_statement(statement):  # loss = loss.item()
            return None
    else:
        builder.replace(cut.node, builder.source(kept))
    return builder.build(RULE.titled(code=cut.code))


_RELATED: ByLanguage = {
    "en": "`{code}` leaves the graph here.",
    "ko": "여기서 `{code}` 때문에 그래프와 끊어집니다.",
}

RULE = Rule(
    id="backward-on-detached-loss",
    severity=Severity.ERROR,
    title={
        "en": "`backward()` needs a tensor with its graph, not a number or a detached copy.",
        "ko": "`backward()`에는 숫자나 detach한 복사본이 아니라 그래프가 있는 텐서가 필요합니다.",
    },
    messages={
        "number": {
            "en": "`{loss}` is a plain number, because `{code}` took it out of its tensor, and numbers"
            " have no `backward()`. Keep the tensor, and use `.item()` only to show or add it up.",
            "ko": "`{code}` 때문에 `{loss}` 값이 텐서가 아니라 숫자라서 `backward()` 메서드가 없습니다."
            " 텐서를 그대로 두고, 출력하거나 더할 때만 `.item()`을 쓰세요.",
        },
        "detached": {
            "en": "`{loss}` has no graph, because `{code}` cut it off, so `backward()` raises an error."
            " Call `backward()` on the tensor before that.",
            "ko": "`{code}` 때문에 `{loss}` 값에 그래프가 없어서 `backward()`에서 오류가 납니다. 끊기 전의"
            " 텐서에서 `backward()`를 호출하세요.",
        },
        "compared": {
            "en": "`backward()` raises an error, because no gradient flows through `{code}`: a comparison"
            " gives only yes or no. Compute the loss from the scores themselves.",
            "ko": "비교 연산 `{code}` 결과는 맞다, 아니다뿐이라서 gradient가 흐르지 않아 `backward()`에서 오류가"
            " 납니다. loss를 점수 자체로 계산하세요.",
        },
        "choice": {
            "en": "`backward()` raises an error, because no gradient flows through `{code}`: it gives"
            " the place of a value, not the value. Compute the loss from the scores themselves.",
            "ko": "`{code}` 결과는 값이 아니라 값의 위치라서 gradient가 흐르지 않아 `backward()`에서 오류가"
            " 납니다. loss를 점수 자체로 계산하세요.",
        },
    },
    why={
        "en": "`backward()` walks the graph that led to the loss. `.item()` and `float()` give a"
        " Python number, `.detach()` and `.data` a tensor without that graph, `argmax()` whole"
        " numbers that do not change with the weights: there is nothing to walk back.",
        "ko": "`backward()`는 loss를 계산한 그래프를 거슬러 올라갑니다. `.item()`과 `float()`은 Python 숫자를,"
        " `.detach()`와 `.data`는 그래프가 없는 텐서를, `argmax()`는 가중치에 따라 조금씩 변하지 않는"
        " 정수를 돌려줍니다. 그래서 거슬러 올라갈 길이 없습니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

for step in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y).item()
    loss.backward()
    optimizer.step()
    print(f"{loss:.3f}")
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

for step in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    print(f"{loss:.3f}")
""",
    fix_title={
        "en": "Keep the tensor: remove `{code}`",
        "ko": "`{code}` 지우고 텐서 그대로 두기",
    },
    fix={
        "en": "Removes `.item()`, `float()`, `.detach()` or the like from the line that makes the loss,"
        " where it is the last thing on that line.",
        "ko": "loss를 만드는 줄 끝의 `.item()`, `float()`, `.detach()` 등을 지웁니다.",
    },
    silent={
        "en": "The number or copy has another name (`value = loss.item()`), `requires_grad_()` makes"
        " the copy a new start, or part of what the loss is computed from may still have a graph.",
        "ko": "숫자나 복사본의 이름이 다르거나(`value = loss.item()`), `requires_grad_()`로 새로 시작하거나,"
        " loss를 계산한 값 중 일부에 그래프가 남아 있을 수 있으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",
    check=check,
    judges="scripts",
)
