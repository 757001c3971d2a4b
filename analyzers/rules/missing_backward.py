"""A training loop that takes steps without ever computing gradients."""

from __future__ import annotations

from collections.abc import Iterator

from ..edits import FixBuilder
from ..events import Binding
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..forgotten import forgotten
from ..rule import Rule
from ..steps import Step, is_torch_optimizer, source_of, together
from ..training import Loop, trainings


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for loop in training.loops:
            yield from _of_another(file, loop, seen)
            step = _step_without_gradients(loop)
            if step is None or id(step.node) in seen:
                continue
            seen.add(id(step.node))
            before = [loss for loss in loop.losses() if loss.order < step.order]
            loss = (before or loop.losses())[-1]  # not `best_loss`, which is kept after the step
            several = len({binding.name for binding in loop.losses()}) > 1
            yield RULE.finding(
                file.statement_of(step.node).places.span(step.node),
                "missing",
                fix=None if several else _fix(file, step, loss),
                optimizer=source_of(step.target_node),
                loss=loss.name,
            )


def _of_another(file: FileModel, loop: Loop, seen: set[int]) -> Iterator[Finding]:
    """What one of several optimizers lacks."""
    for step, loss in forgotten(loop):
        if id(step.node) not in seen:
            seen.add(id(step.node))
            yield RULE.finding(
                file.statement_of(step.node).places.span(step.node),
                "forgotten",
                fix=_fix(file, step, loss),
                optimizer=source_of(step.target_node),
                loss=loss.name,
            )


def _step_without_gradients(loop: Loop) -> Step | None:
    """The step of a loop that clears gradients and takes steps, but has no `backward()`."""
    if loop.has("backward", "backward") or loop.handles_gradients or not loop.losses():
        return None
    if any(call.own or not call.passes_on for call in loop.foreign()):
        return None
    for step in loop.own("step"):
        known = step.plain and is_torch_optimizer(step.target) and not loop.touches(step.target)
        if known and any(clear.target is step.target for clear in loop.own("clear")):
            return step
    return None


def _fix(file: FileModel, step: Step, loss: Binding) -> Fix | None:
    same_place = loss.frame is step.use.frame and together(loss, step) and loss.order < step.order
    if not same_place:
        return None
    builder = FixBuilder(file, file.statement_of(step.node))
    builder.insert_before(step.node, f"{loss.name}.backward()")
    return builder.build(RULE.titled(loss=loss.name))


RULE = Rule(
    id="missing-backward",
    severity=Severity.WARNING,
    title={
        "en": "A training loop without `backward()` computes no gradients, so nothing is learned.",
        "ko": "`backward()`가 없는 학습 반복문은 gradient를 계산하지 않아 아무것도 학습하지 않습니다.",
    },
    messages={
        "missing": {
            "en": "`{optimizer}.step()` has no gradients to apply: nothing in this loop calls"
            " `backward()`. Call `{loss}.backward()` before it.",
            "ko": "이 반복문에 `backward()` 호출이 없어서 `{optimizer}.step()` 호출에 쓸 gradient가 없습니다."
            " 그 앞에서 `{loss}.backward()` 메서드를 호출하세요.",
        },
        "forgotten": {
            "en": "`{optimizer}.step()` has no gradients to apply: `{loss}` never goes backward. Call"
            " `{loss}.backward()` before it.",
            "ko": "`{loss}` 값으로 `backward()`를 호출하는 곳이 없어서 `{optimizer}.step()` 호출에 쓸"
            " gradient가 없습니다. 그 앞에서 `{loss}.backward()` 메서드를 호출하세요.",
        },
    },
    why={
        "en": "Only `backward()` computes gradients. `step()` skips every parameter that has none,"
        " and says nothing about it: the model keeps its first weights, and the loss stays where"
        " it is.",
        "ko": "gradient는 `backward()`만 계산합니다. `step()`은 gradient가 없는 parameter를 아무 말 없이"
        " 건너뜁니다. 그래서 모델의 가중치가 처음 값 그대로이고 loss도 그대로 머무릅니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

for epoch in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    optimizer.step()
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

for epoch in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
""",
    fix_title={
        "en": "Call `{loss}.backward()` before the step",
        "ko": "step 앞에서 `{loss}.backward()` 호출하기",
    },
    fix={
        "en": "Inserts `loss.backward()` before the line with `step()`, where the loop computes one"
        " loss in the same block.",
        "ko": "같은 블록에서 loss를 하나만 계산하면 `step()` 줄 앞에 `loss.backward()` 줄을 넣습니다.",
    },
    silent={
        "en": "The loop does not clear gradients or computes no loss; gradients are written by hand"
        " or by code that was not read (`accelerator.backward(loss)`, a closure, a helper from"
        " another file).",
        "ko": "반복문이 gradient를 지우지 않거나 loss를 계산하지 않는 경우, gradient를 직접 또는 읽을 수 없는"
        " 코드(`accelerator.backward(loss)`, closure, 다른 파일의 함수)에서 쓰는 경우에는 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",
    check=check,
    judges="scripts",
)
