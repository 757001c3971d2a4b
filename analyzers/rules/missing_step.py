"""A training loop that computes gradients and never uses them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..held import leaves
from ..rule import Rule
from ..script import loops_around
from ..steps import Step, is_optimizer, is_torch_optimizer, source_of, together
from ..training import Loop, Training, trainings
from ..values import Container, Element, Optimizer, Value


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for loop in training.loops:
            pair = _unused_gradients(loop)
            if pair is None or id(pair[1].node) in seen:
                continue
            clear, backward = pair
            seen.add(id(backward.node))
            after = _is_stepped(loop, clear)
            yield RULE.finding(
                file.statement_of(backward.node).places.span(backward.node),
                "after" if after else "missing",
                fix=None if after else _fix(file, loop, clear, backward),
                optimizer=source_of(clear.target_node),
            )
        for clear, backward in _never_stepped(file, training):
            if id(backward.node) not in seen:
                seen.add(id(backward.node))
                yield RULE.finding(
                    file.statement_of(backward.node).places.span(backward.node),
                    "other",
                    optimizer=source_of(clear.target_node),
                )


def _never_stepped(file: FileModel, training: Training) -> Iterator[tuple[Step, Step]]:
    """The clearing and the backward of an optimizer that takes no step, while another one does."""
    script = training.script
    steps = [step for step in training.steps if step.kind == "step"]
    made = [c for c in script.creations.values() if isinstance(c.value, Optimizer)]
    if len(made) < 2 or not steps or script.refused:
        return
    for creation in made:
        optimizer = creation.value
        if any(step.target is optimizer for step in steps) or _leaves(file, training, optimizer):
            continue
        for clear in training.steps:
            if clear.kind != "clear" or clear.target is not optimizer:
                continue
            after = [s for s in training.steps if s.order > clear.order and together(s, clear)]
            if after and after[0].kind == "backward" and loops_around(clear.enclosing):
                yield clear, after[0]


def _leaves(file: FileModel, training: Training, optimizer: Value) -> bool:
    """Whether other code gets the optimizer, or asks more of it than to clear."""
    script = training.script
    if any(call.gets(optimizer) or call.own for call in training.foreign):
        return True
    for call in script.functions:
        if any(optimizer in leaves(given) for given in call.arguments):
            function = file.function(call.function)
            if function is None or isinstance(function.params.star_arg, cst.Param):
                return True
    return any(
        use.value is optimizer and use.method not in ("zero_grad", "state_dict")
        for use in script.uses
    ) or any(
        isinstance(b.value, Container) and optimizer in leaves(b.value) for b in script.bindings
    )


def _unused_gradients(loop: Loop) -> tuple[Step, Step] | None:
    """The clearing and the backward of a loop in which no step is taken."""
    if loop.has("step", "step") or not loop.losses() or loop.uses_hooks:
        return None
    if any(call.own or not call.passes_on for call in loop.foreign()):
        return None
    if any(
        use.method == "step" and isinstance(use.value, Element) and loop.contains(use)
        for use in loop.training.script.uses
    ):
        return None  # one of several, `optimizers[i].step()`
    if loop.reads_gradients:  # a walk through functions
        return None
    for clear in loop.own("clear"):
        target = clear.target
        if not (is_optimizer(target, clear.target_node) and is_torch_optimizer(target)):
            continue
        if loop.touches(target):
            continue
        for backward in loop.own("backward"):
            if backward.plain and together(backward, clear):
                return clear, backward
    return None


def _is_stepped(loop: Loop, clear: Step) -> bool:
    """Whether the step stands after the loop."""
    last = max(step.order for step in loop.steps("clear"))
    return any(
        step.kind == "step" and step.target is clear.target and step.order > last
        for step in loop.training.steps
    )


def _fix(file: FileModel, loop: Loop, clear: Step, backward: Step) -> Fix | None:
    if len({id(step.target) for step in loop.steps("clear")}) != 1:
        return None  # which optimizer should step?
    if clear.use.frame is not backward.use.frame:
        return None
    last = next(
        (call.node for call in loop.clippings() if call.frame is backward.use.frame), backward.node
    )
    builder = FixBuilder(file, file.statement_of(last))
    optimizer = source_of(clear.target_node)
    builder.insert_after(last, f"{optimizer}.step()")
    return builder.build(RULE.titled(optimizer=optimizer))


RULE = Rule(
    id="missing-step",
    severity=Severity.WARNING,
    title={
        "en": "A training loop without `step()` computes gradients and never uses them.",
        "ko": "`step()`이 없는 학습 반복문은 gradient를 계산만 하고 쓰지 않습니다.",
    },
    messages={
        "missing": {
            "en": "`backward()` computes gradients, but nothing in this loop uses them: the model"
            " stays as it is. Call `{optimizer}.step()` after it.",
            "ko": "`backward()`로 gradient를 계산하지만 이 반복문에서 아무도 쓰지 않아 모델이 바뀌지 않습니다."
            " 그 뒤에서 `{optimizer}.step()` 메서드를 호출하세요.",
        },
        "other": {
            "en": "`{optimizer}` clears gradients here and never takes a step: what it has to train stays"
            " as it is. Call `{optimizer}.step()` after this line.",
            "ko": "`{optimizer}` 객체는 gradient를 지우기만 하고 step을 하지 않아, 맡은 parameter가 바뀌지"
            " 않습니다. 이 줄 뒤에서 `{optimizer}.step()` 메서드를 호출하세요.",
        },
        "after": {
            "en": "`{optimizer}.step()` stands after this loop, so only the gradients of the last"
            " iteration are used. Indent it to take a step in every iteration.",
            "ko": "`{optimizer}.step()` 호출이 이 반복문 뒤에 있어 마지막 반복의 gradient만 쓰입니다. 매 반복마다"
            " 갱신하도록 들여 쓰세요.",
        },
    },
    why={
        "en": "`backward()` only fills `.grad`. The parameters change when `optimizer.step()` uses"
        " the gradients; without it, `zero_grad()` throws them away in the next iteration. Nothing"
        " is reported: the loss stays where it is.",
        "ko": "`backward()`는 `.grad`만 채웁니다. parameter는 `optimizer.step()`이 gradient를 쓸 때"
        " 바뀝니다. 이 호출이 없으면 다음 반복의 `zero_grad()`가 gradient를 버립니다. 아무 메시지도 없이"
        " loss가 그대로 머무릅니다.",
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

for epoch in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
""",
    fix_title={
        "en": "Call `{optimizer}.step()` after `backward()`",
        "ko": "`backward()` 뒤에서 `{optimizer}.step()` 호출하기",
    },
    fix={
        "en": "Inserts `optimizer.step()`, with the name that `.zero_grad()` is called on, after"
        " `backward()`, or after the gradients are clipped. Not offered where the loop has several"
        " optimizers.",
        "ko": "`.zero_grad()`를 호출하는 객체의 이름으로 `backward()` 뒤에, 또는 gradient를 자르는 코드 뒤에"
        " `optimizer.step()` 줄을 넣습니다. optimizer가 여러 개이면 제안하지 않습니다.",
    },
    silent={
        "en": "A step is taken anywhere in the loop, also by a `GradScaler`; the loop reads `.grad`"
        " (updates by hand, saliency maps); the optimizer or the loss goes to code that was not"
        " read.",
        "ko": "반복문 어디에서든 step을 호출하거나(`GradScaler` 포함), 반복문이 `.grad`를 읽거나(직접 갱신,"
        " saliency map), optimizer나 loss를 읽을 수 없는 코드에 넘기면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.step.html",
    check=check,
    judges="scripts",
)
