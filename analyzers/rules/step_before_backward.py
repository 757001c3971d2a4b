"""`optimizer.step()` before `loss.backward()`: the step is one iteration behind, or has no gradients."""

from __future__ import annotations

from collections.abc import Iterator

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..steps import Step, is_torch_optimizer, source_of, together
from ..training import Loop, trainings


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for loop in training.loops:
            pair = _reversed(loop)
            if pair is None or id(pair[0].node) in seen:
                continue
            step, backward = pair
            seen.add(id(step.node))
            computing = file.statement_of(backward.node).places.span(backward.node)
            yield RULE.finding(
                file.statement_of(step.node).places.span(step.node),
                "erased" if loop.own("clear") else "late",
                fix=_fix(file, step, backward),
                related=(Related(computing, Text(_RELATED)),),
                optimizer=source_of(step.target_node),
                loss=source_of(backward.target_node),
            )


def _reversed(loop: Loop) -> tuple[Step, Step] | None:
    """The only step and the only backward of a loop, where the step comes first."""
    steps, backwards = loop.steps("step"), loop.steps("backward")
    if len(steps) != 1 or len(backwards) != 1 or loop.runs_once or loop.handles_gradients:
        return None
    step, backward = steps[0], backwards[0]
    if not (step.plain and backward.plain and is_torch_optimizer(step.target)):
        return None
    if step.order > backward.order or not together(step, backward):
        return None
    # the loop of both, and not one around it
    if step not in loop.own("step") or loop.makes(step.target) or loop.touches(step.target):
        return None
    if any(call.order < step.order and not call.passes_on for call in loop.foreign()):
        return None  # it may have computed the gradients
    clears = loop.steps("clear")
    if any(step.order < clear.order < backward.order for clear in clears):
        return None  # a rotated loop: the step takes the gradients of the iteration before
    if any(not together(clear, step) for clear in clears):
        return None
    return step, backward


def _fix(file: FileModel, step: Step, backward: Step) -> Fix | None:
    """Move the step to after `backward()`."""
    if backward.use.frame is not step.use.frame:
        return None
    builder = FixBuilder(file, file.statement_of(step.node))
    if not builder.move_after(step.node, backward.node):
        return None
    return builder.build(RULE.titled(optimizer=source_of(step.target_node)))


_RELATED: ByLanguage = {
    "en": "The gradients of this iteration are computed only here.",
    "ko": "이번 반복의 gradient는 여기서야 계산됩니다.",
}

RULE = Rule(
    id="step-before-backward",
    severity=Severity.WARNING,
    title={
        "en": "`step()` before `backward()` does not use the gradients of this iteration.",
        "ko": "`backward()`보다 먼저 호출한 `step()`은 이번 반복의 gradient를 쓰지 못합니다.",
    },
    messages={
        "erased": {
            "en": "`{optimizer}.step()` finds no gradients: they are computed after it, and"
            " `zero_grad()` erases them before the next step. Call `{loss}.backward()` first.",
            "ko": "gradient는 `{optimizer}.step()` 호출 뒤에 계산되고 다음 step 전에 `zero_grad()`가 지우므로"
            " 쓸 gradient가 없습니다. `{loss}.backward()` 메서드를 먼저 호출하세요.",
        },
        "late": {
            "en": "`{optimizer}.step()` uses the gradients of the iterations before, because those of"
            " this one are computed after it. Call `{loss}.backward()` first.",
            "ko": "이번 반복의 gradient는 뒤에서 계산되므로 `{optimizer}.step()` 호출은 이전 반복의 gradient를"
            " 씁니다. `{loss}.backward()` 메서드를 먼저 호출하세요.",
        },
    },
    why={
        "en": "`backward()` fills `.grad`, and `step()` reads it. Where `zero_grad()` stands at the"
        " start of the loop, the gradients of the last iteration are erased before the step comes, and"
        " the model never changes. Where nothing clears them, every step is an iteration late. PyTorch"
        " reports neither.",
        "ko": "`backward()`가 `.grad`를 채우고 `step()`이 그 값을 읽습니다. 반복문 처음에 `zero_grad()`가 있으면"
        " 지난 반복의 gradient가 step 전에 지워져 모델이 전혀 바뀌지 않습니다. 지우는 코드가 없으면 매번 한 반복"
        " 늦게 갱신합니다. PyTorch는 둘 다 알려 주지 않습니다.",
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
    loss = loss_fn(model(x), y)
    optimizer.step()
    loss.backward()
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
""",
    fix_title={
        "en": "Move `{optimizer}.step()` after `backward()`",
        "ko": "`{optimizer}.step()` 호출을 `backward()` 뒤로 옮기기",
    },
    fix={
        "en": "Moves the line with `step()` to after the one with `backward()`, where both stand in one"
        " block.",
        "ko": "두 줄이 같은 블록에 있으면 `step()` 줄을 `backward()` 줄 뒤로 옮깁니다.",
    },
    silent={
        "en": "The loop has several optimizers or several `backward()` calls, `zero_grad()` stands"
        " between the two, or code that was not read may compute gradients before the step.",
        "ko": "반복문에 optimizer나 `backward()` 호출이 여럿이거나, 둘 사이에 `zero_grad()`가 있거나, 읽을 수"
        " 없는 코드가 step 전에 gradient를 계산할 수 있으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/optim.html#taking-an-optimization-step",
    check=check,
    judges="scripts",
)
