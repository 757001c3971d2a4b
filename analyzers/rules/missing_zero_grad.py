"""A training loop that never clears the gradients."""

from __future__ import annotations

from collections.abc import Iterator

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..script import loops_around
from ..steps import Step, guards_of, is_torch_optimizer, together
from ..training import Loop, Training, trainings
from ..tree import dotted_name


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for loop in training.loops:
            pair = _uncleared(loop)
            if pair is None or id(pair[0].node) in seen:
                continue
            backward, step = pair
            seen.add(id(backward.node))
            how = "once" if _is_cleared_before(loop, step) else "never"
            yield _finding(file, backward, step, how)
        for method, backward, step in _repeated(file, training):
            if id(backward.node) not in seen:
                seen.add(id(backward.node))
                yield _finding(file, backward, step, "method", method)


def _finding(file: FileModel, backward: Step, step: Step, how: str, method: str = "") -> Finding:
    optimizer = dotted_name(step.target_node) or "optimizer"
    stepping = file.statement_of(step.node).places.span(step.node)
    return RULE.finding(
        file.statement_of(backward.node).places.span(backward.node),
        how,
        fix=_fix(file, backward, step, optimizer),
        related=(Related(stepping, Text(_RELATED, {"optimizer": optimizer})),),
        optimizer=optimizer,
        method=method,
    )


def _repeated(file: FileModel, training: Training) -> Iterator[tuple[str, Step, Step]]:
    """The name of a method that nothing in the file clears for, called in a loop; its backward and step."""
    function = training.script.function
    steps = training.steps
    if function is None or any(step.kind == "clear" for step in steps):
        return
    name = function.name.value
    outside = [step for step in steps if not loops_around(step.enclosing)]
    for step in outside:
        owner = dotted_name(step.target_node) or ""
        if step.kind != "step" or not owner.startswith("self.") or not step.plain:
            continue
        if not is_torch_optimizer(step.target):
            continue
        found = [s for s in outside if s.kind == "backward" and s.plain and s.order < step.order]
        if not found or not together(found[-1], step) or _may_clear(training):
            continue
        known = file.statement_of(function).classes
        owners = [c.name for c in known if c.methods().get(name) is function]
        if owners and file.calls_in_loop(owners[0], name) and not file.matches(_CLEARS):
            yield f"{owners[0]}.{name}", found[-1], step


def _may_clear(training: Training) -> bool:
    """Whether code that was not read may clear the gradients."""
    return any(call.own or not call.passes_on for call in training.foreign)


def _uncleared(loop: Loop) -> tuple[Step, Step] | None:
    """The backward and the step of a loop in which nothing clears the gradients."""
    if loop.runs_once or loop.handles_gradients or loop.makes_model():
        return None
    for step in loop.own("step"):
        if not step.plain or not is_torch_optimizer(step.target) or loop.clears(step):
            continue
        if loop.makes(step.target) or loop.touches(step.target):
            continue
        for backward in reversed(loop.own("backward")):
            if not backward.plain or backward.order > step.order:
                continue
            if together(backward, step) or _sometimes(loop, backward, step):
                return backward, step
    return None


def _sometimes(loop: Loop, backward: Step, step: Step) -> bool:
    """Whether gradients are gathered for a step every few iterations, and cleared nowhere."""
    always = guards_of(backward)
    cleared = any(other.kind == "clear" for other in loop.training.steps)
    return not cleared and guards_of(step)[: len(always)] == always


def _is_cleared_before(loop: Loop, step: Step) -> bool:
    """Whether the gradients are cleared in a loop around this one, so once for all iterations."""
    return any(
        other.kind == "clear" and other.target is step.target and other.order < step.order
        for other in loop.training.steps
    )


# What clears gradients, wherever it stands.
_CLEARS = r"zero_grad|\.grad\b|set_to_none"


def _fix(file: FileModel, backward: Step, step: Step, optimizer: str) -> Fix | None:
    if backward.use.frame is not step.use.frame or dotted_name(step.target_node) is None:
        return None  # the optimizer may have another name where backward() is called
    builder = FixBuilder(file, file.statement_of(backward.node))
    builder.insert_before(backward.node, f"{optimizer}.zero_grad()")
    return builder.build(RULE.titled(optimizer=optimizer))


_RELATED: ByLanguage = {
    "en": "`{optimizer}` takes its step here, with the gradients of all iterations so far.",
    "ko": "여기서 지금까지 모든 반복의 gradient가 더해진 값으로 `{optimizer}` 객체가 갱신합니다.",
}

RULE = Rule(
    id="missing-zero-grad",
    severity=Severity.WARNING,
    title={
        "en": "A training loop that never clears the gradients adds them up.",
        "ko": "gradient를 지우지 않는 학습 반복문에서는 gradient가 계속 더해집니다.",
    },
    messages={
        "never": {
            "en": "`backward()` adds to the gradients of all earlier iterations, because nothing in"
            " this loop clears them. Call `{optimizer}.zero_grad()` before it.",
            "ko": "이 반복문에는 gradient를 지우는 코드가 없어서 `backward()`가 이전 반복의 gradient에 계속"
            " 더합니다. 그 앞에서 `{optimizer}.zero_grad()` 메서드를 호출하세요.",
        },
        "once": {
            "en": "`backward()` adds to the gradients of the earlier iterations: `{optimizer}.zero_grad()`"
            " stands outside this loop and runs only once. Call it in every iteration, before"
            " `backward()`.",
            "ko": "`{optimizer}.zero_grad()` 호출이 이 반복문 밖에 있어 한 번만 실행되므로 `backward()`가 이전"
            " 반복의 gradient에 계속 더합니다. 매 반복마다 `backward()` 앞에서 호출하세요.",
        },
        "method": {
            "en": "`{method}` is called again and again, and nothing clears the gradients, so"
            " `backward()` adds to those of all earlier calls. Call `{optimizer}.zero_grad()` before it.",
            "ko": "`{method}` 메서드는 되풀이해서 호출되는데 gradient를 지우는 코드가 없어서 `backward()`가 이전"
            " 호출의 gradient에 계속 더합니다. 그 앞에서 `{optimizer}.zero_grad()` 메서드를 호출하세요.",
        },
    },
    why={
        "en": "`backward()` adds to `.grad`; it does not replace it. Without `zero_grad()`, each"
        " step is taken with the sum of the gradients of all iterations so far. Training may even"
        " start faster, then it overshoots and becomes unstable, and PyTorch says nothing.",
        "ko": "`backward()`는 `.grad` 값을 바꾸지 않고 그 값에 더합니다. `zero_grad()`가 없으면 매번 지금까지"
        " 모든 반복의 gradient를 더한 값으로 갱신합니다. 처음에는 오히려 더 빨리 학습되는 듯하다가 지나치게"
        " 움직여 불안정해지는데, PyTorch는 아무 말도 하지 않습니다.",
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
        "en": "Call `{optimizer}.zero_grad()` before `backward()`",
        "ko": "`backward()` 앞에서 `{optimizer}.zero_grad()` 호출하기",
    },
    fix={
        "en": "Inserts `optimizer.zero_grad()`, with the name that `.step()` is called on, on a line"
        " before `backward()`. Anywhere between one step and the next `backward()` is as good.",
        "ko": "`.step()`을 호출하는 객체의 이름으로 `backward()` 바로 앞줄에 `optimizer.zero_grad()`를"
        " 넣습니다. 한 번의 step과 다음 `backward()` 사이라면 어디에 두어도 같습니다.",
    },
    silent={
        "en": "Anything in the loop, or in a function it calls, clears gradients: of any optimizer"
        " or Module, or with `p.grad = None`. Gradients are accumulated on purpose (the step stands"
        " under a condition). The optimizer or Module is made anew in each iteration, is stepped"
        " with a closure, or goes to code that was not read.",
        "ko": "반복문이나 반복문이 호출하는 함수에서 어떤 optimizer나 Module의 gradient든 지우거나"
        " `p.grad = None`으로 비우는 경우, gradient를 일부러 모으는 경우(step이 조건문 안에 있음),"
        " optimizer나 Module을 반복마다 새로 만드는 경우, closure로 step을 호출하거나 optimizer를 읽을 수"
        " 없는 코드에 넘기는 경우에는 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
    check=check,
    judges="scripts",
)
