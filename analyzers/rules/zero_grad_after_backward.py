"""`zero_grad()` between `backward()` and `step()`: the step has no gradients."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..forgotten import forgotten
from ..rule import ByLanguage, Rule
from ..steps import GUARDS, Step, guards_of, is_torch_optimizer, source_of, together
from ..training import Training, trainings
from ..values import ModelParameters, Module, Optimizer


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for backward, clear, step in _erased(training):
            if id(clear.node) in seen or _is_forgotten(training, step):
                continue
            seen.add(id(clear.node))
            statement = file.statement_of(clear.node)
            computing = file.statement_of(backward.node).places.span(backward.node)
            yield RULE.finding(
                statement.places.span(clear.node),
                "erased",
                fix=_fix(file, backward, clear),
                related=(Related(computing, Text(_RELATED)),),
                clear=source_of(clear.target_node),
                optimizer=source_of(step.target_node),
            )


def _erased(training: Training) -> Iterator[tuple[Step, Step, Step]]:
    """The backward, the clearing after it and the step that finds no gradients."""
    for step in training.steps:
        if step.kind != "step" or not step.plain or not is_torch_optimizer(step.target):
            continue
        before = [s for s in training.steps if s.order < step.order and _leads_to(s, step)]
        clear = next((s for s in reversed(before) if _clears(s, step)), None)
        if clear is None or not together(clear, step) or _gradients_may_come(training, clear, step):
            continue
        earlier = [s for s in before if s.order < clear.order]
        stepped = [s.order for s in earlier if s.kind == "step" and s.target is step.target]
        cleared = [s.order for s in earlier if _clears(s, step)]
        for backward in reversed(earlier):
            since = max((*stepped, *cleared), default=-1)
            if backward.kind == "backward" and backward.order > since:
                yield backward, clear, step
                break


def _leads_to(before: Step, step: Step) -> bool:
    """Whether it runs each time before `step` does, which may be behind one more condition.

    `if (i + 1) % 4 == 0:` clears and steps what every iteration has added up.
    """
    guards = [node for node in step.enclosing if isinstance(node, GUARDS)]
    shared = len(guards_of(before))
    return guards_of(before) == guards_of(step)[:shared] and not any(
        isinstance(node, (cst.For, cst.While)) for node in guards[shared:]
    )


def _is_forgotten(training: Training, step: Step) -> bool:
    """Whether those were gradients of another optimizer, and this one's loss never goes backward."""
    return any(step is other for loop in training.loops for other, _ in forgotten(loop))


def _clears(clear: Step, step: Step) -> bool:
    """Whether the optimizer that is stepped, or the very model that it trains, is cleared."""
    if clear.kind != "clear":
        return False
    if clear.target is step.target:
        return True
    return (
        isinstance(step.target, Optimizer)
        and isinstance(clear.target, Module)
        and len(step.target.given) > 0
        and isinstance(step.target.given[0], ModelParameters)
        and step.target.given[0].owner is clear.target
    )


def _gradients_may_come(training: Training, clear: Step, step: Step) -> bool:
    """Whether anything between the two may compute gradients or put them back."""

    def between(order: int) -> bool:
        return clear.order < order < step.order

    return (
        any(s.kind == "backward" and between(s.order) for s in training.steps)
        or any(between(call.order) for call in training.foreign if not call.harmless)
        or any(
            store.target.attr.value == "grad" and between(store.order)
            for store in training.script.stores
        )
    )


def _fix(file: FileModel, backward: Step, clear: Step) -> Fix | None:
    """Move the clearing to before `backward()`."""
    if backward.use.frame is not clear.use.frame:
        return None
    builder = FixBuilder(file, file.statement_of(clear.node))
    if not builder.move_before(clear.node, backward.node):
        return None
    return builder.build(RULE.titled(clear=source_of(clear.target_node)))


_RELATED: ByLanguage = {
    "en": "These gradients are erased before they are used.",
    "ko": "여기서 계산한 gradient는 쓰이기 전에 지워집니다.",
}

RULE = Rule(
    id="zero-grad-after-backward",
    severity=Severity.WARNING,
    title={
        "en": "`zero_grad()` between `backward()` and `step()` erases the gradients before the step.",
        "ko": "`backward()`와 `step()` 사이의 `zero_grad()` 호출은 갱신하기 전에 gradient를 지웁니다.",
    },
    messages={
        "erased": {
            "en": "`{clear}.zero_grad()` erases the gradients that `backward()` has just computed, so"
            " `{optimizer}.step()` has none to apply. Call it before `backward()`.",
            "ko": "`{clear}.zero_grad()` 호출이 방금 `backward()`로 계산한 gradient를 지우므로"
            " `{optimizer}.step()` 호출에 쓸 gradient가 없습니다. `backward()` 앞에서 호출하세요.",
        },
    },
    why={
        "en": "`zero_grad()` sets every `.grad` to None, and `step()` skips parameters without a"
        " gradient: even weight decay and momentum do nothing. Nothing is reported; the loss simply"
        " stays where it is.",
        "ko": "`zero_grad()`는 모든 `.grad`를 None으로 만들고, `step()`은 gradient가 없는 parameter를"
        " 건너뜁니다. weight decay와 momentum도 아무 일도 하지 않습니다. 아무 메시지도 없이 loss가 그대로"
        " 머무릅니다.",
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
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.zero_grad()
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

for step in range(60):
    loss = loss_fn(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""",
    fix_title={
        "en": "Move `{clear}.zero_grad()` before `backward()`",
        "ko": "`{clear}.zero_grad()` 호출을 `backward()` 앞으로 옮기기",
    },
    fix={
        "en": "Moves the line with `zero_grad()` to before the one with `backward()`, where both stand"
        " in one block.",
        "ko": "두 줄이 같은 블록에 있으면 `zero_grad()` 줄을 `backward()` 줄 앞으로 옮깁니다.",
    },
    silent={
        "en": "The optimizers differ, as in a GAN; another `backward()` comes before the step;"
        " one of the calls stands under a condition of its own; gradients are stored by hand or by"
        " code that was not read.",
        "ko": "GAN처럼 optimizer가 서로 다르거나, step 앞에 다른 `backward()`가 있거나, 호출 중 하나만 조건문"
        " 안에 있거나, gradient를 직접 또는 읽을 수 없는 코드에서 저장하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
    check=check,
    judges="scripts",
)
