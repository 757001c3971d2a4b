"""`scheduler.step()` before `optimizer.step()`: the first learning rate is never used."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..steps import Step, source_of, together
from ..training import Loop, trainings
from ..tree import path_to
from ..values import Optimizer, Scheduler, Value


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for loop in training.loops:
            for schedule in loop.own("schedule"):
                step = _later_step(loop, schedule)
                if step is None or id(schedule.node) in seen:
                    continue
                seen.add(id(schedule.node))
                stepping = file.statement_of(step.node).places.span(step.node)
                yield RULE.finding(
                    file.statement_of(schedule.node).places.span(schedule.node),
                    "before",
                    fix=_fix(file, loop, schedule),
                    related=(Related(stepping, Text(_RELATED)),),
                    scheduler=source_of(schedule.target_node),
                    optimizer=source_of(step.target_node),
                )


def _later_step(loop: Loop, schedule: Step) -> Step | None:
    """The first step of the schedule's optimizer, where it comes after the scheduler's own."""
    optimizer = _optimizer(schedule.target)
    if optimizer is None or not schedule.plain or loop.runs_once:
        return None
    if not loop.is_unconditional(schedule) or loop.touches(optimizer):
        return None
    steps = [s for s in loop.training.steps if s.kind == "step" and s.target is optimizer]
    if not steps or not loop.contains(steps[0]) or steps[0].order < schedule.order:
        return None
    return steps[0]


def _optimizer(scheduler: Value) -> Value | None:
    if not isinstance(scheduler, Scheduler) or scheduler.type_name == "ReduceLROnPlateau":
        return None
    return next((value for value in scheduler.given if isinstance(value, Optimizer)), None)


def _fix(file: FileModel, loop: Loop, schedule: Step) -> Fix | None:
    """Move the scheduler's step behind the statement of its block that steps the optimizer last."""
    optimizer = _optimizer(schedule.target)
    places = [s for s in loop.steps("step") if s.target is optimizer]
    builder = FixBuilder(file, file.statement_of(schedule.node))
    suite = builder.suite_of(schedule.node)
    if suite is None or not all(_shares(loop, schedule, step) for step in places):
        return None
    line = _statement_in(suite, places[-1])
    if line is None or not builder.remove_statement(schedule.node):
        return None
    builder.insert_after(line, f"{source_of(schedule.target_node)}.step()")
    return builder.build(RULE.titled(scheduler=source_of(schedule.target_node)))


def _shares(loop: Loop, schedule: Step, step: Step) -> bool:
    """Whether both stand in the same function and in blocks of one iteration."""
    return step.use.frame is schedule.use.frame and (
        together(schedule, step) or any(node is loop.node for node in step.enclosing)
    )


def _statement_in(suite: cst.CSTNode, step: Step) -> cst.CSTNode | None:
    """The statement of `suite` in which the step happens."""
    above = path_to(suite, step.node)
    return above[1] if len(above) > 1 else None


_RELATED: ByLanguage = {
    "en": "The optimizer takes its first step here, with the second learning rate.",
    "ko": "optimizer의 첫 step이 여기서 두 번째 학습률로 실행됩니다.",
}

RULE = Rule(
    id="scheduler-before-optimizer",
    severity=Severity.WARNING,
    title={
        "en": "`scheduler.step()` before `optimizer.step()` skips the first learning rate.",
        "ko": "`optimizer.step()`보다 먼저 부른 `scheduler.step()`은 첫 학습률을 건너뜁니다.",
    },
    messages={
        "before": {
            "en": "`{scheduler}.step()` comes before the first `{optimizer}.step()`, so the first"
            " learning rate of the schedule is never used. Call it after the optimizer.",
            "ko": "`{scheduler}.step()` 호출이 첫 `{optimizer}.step()` 호출보다 앞에 있어 스케줄의 첫"
            " 학습률이 쓰이지 않습니다. optimizer 뒤에서 호출하세요.",
        },
    },
    why={
        "en": "Since PyTorch 1.1 a scheduler sets the first learning rate when it is made, and each"
        " `step()` moves on to the next one. Called before the optimizer has stepped, it skips the"
        " first value and shifts the whole schedule; PyTorch warns about it once.",
        "ko": "PyTorch 1.1부터 scheduler는 만들어질 때 첫 학습률을 정하고, `step()`을 부를 때마다 다음"
        " 값으로 넘어갑니다. optimizer가 한 번도 갱신하기 전에 부르면 첫 값을 건너뛰고 스케줄 전체가"
        " 밀립니다. PyTorch는 이를 한 번만 경고합니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

for epoch in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    scheduler.step()
    optimizer.step()
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

for epoch in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    scheduler.step()
""",
    fix_title={
        "en": "Move `{scheduler}.step()` behind the optimizer",
        "ko": "`{scheduler}.step()` 호출을 optimizer 뒤로 옮기기",
    },
    fix={
        "en": "Moves the line behind the statement of the same block in which the optimizer steps,"
        " which may be the loop over the batches.",
        "ko": "그 줄을 같은 블록에서 optimizer가 갱신하는 문장 뒤로 옮깁니다. 그 문장은 배치를 도는 반복문일"
        " 수도 있습니다.",
    },
    silent={
        "en": "The scheduler is not one of `torch.optim.lr_scheduler`, or is told the epoch or a"
        " metric; it stands under a condition (`if epoch > 0:`); the optimizer has stepped before"
        " the loop; the optimizer goes to code that was not read.",
        "ko": "scheduler가 `torch.optim.lr_scheduler`의 것이 아니거나, 에폭이나 지표를 받거나, 조건문(`if 에폭"
        " > 0:`) 안에 있거나, 반복문 전에 optimizer가 이미 갱신했거나, optimizer를 읽을 수 없는 코드에 넘기면"
        " 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate",
    check=check,
    judges="scripts",
)
