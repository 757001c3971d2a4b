"""Evaluation in training mode, and training in evaluation mode."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from ..cuts import Cut, grad_region
from ..edits import FixBuilder
from ..events import Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..modes import (
    depends_on_mode,
    evaluation_loop,
    forwards,
    sets_mode,
    training_forward,
)
from ..rule import ByLanguage, Rule
from ..script import Script, loops_around
from ..steps import Step, source_of
from ..training import Loop, Training, trainings
from ..values import Value

# Who writes one of these has thought of modes, or wants another one in evaluation.
_KNOWS_MODES = (
    r"\.eval\(|\.train\(\s*(?:mode|True|False)|\.training\s*=|set_mode|(?i:\bgan\b|discriminator|monte|"
    r"mc_?drop|uncertain|bayes|\benv\b)"
)


def check(file: FileModel) -> Iterator[Finding]:
    for script in file.scripts:
        if script.function is not None and not script.training.steps:
            yield from _evaluates_apart(file, script)
    for training in trainings(file.scripts):
        seen: set[int] = set()
        for finding, node in (*_never_trains_again(file, training), *_evaluates(file, training)):
            if id(node) not in seen:
                seen.add(id(node))
                yield finding


# --- model.eval() in the epoch loop, and no model.train()


def _never_trains_again(
    file: FileModel, training: Training
) -> Iterator[tuple[Finding, cst.CSTNode]]:
    for loop in training.loops:
        if loop.runs_once or sets_mode(training, loop, "train"):
            continue
        for use in training.script.uses:
            if use.method != "eval" or use.arguments or not loop.contains(use):
                continue
            if not depends_on_mode(use.value, file) or _goes_elsewhere(loop, use):
                continue
            before = [s for s in loop.steps("step") if s.order < use.order]
            forward = training_forward(training, use.value, before[-1]) if before else None
            if forward is None or not isinstance(use.node.func, cst.Attribute):
                continue
            where = file.statement_of(forward.node).places.span(forward.node)
            model = source_of(use.node.func.value)
            finding = RULE.finding(
                file.statement_of(use.node).places.span(use.node),
                "stays",
                fix=_train_again(file, loop, before[-1], forward),
                related=(Related(where, Text(_RELATED, {"model": model})),),
                model=model,
            )
            yield finding, use.node
            break


def _goes_elsewhere(loop: Loop, use: Use) -> bool:
    """Whether code that was not read has the model and may put it back into training mode."""
    return any(
        not call.only_saves and (call.own or call.gets(use.value)) for call in loop.foreign()
    )


def _train_again(file: FileModel, loop: Loop, step: Step, forward: Use) -> Fix | None:
    """Put `model.train()` before the loop over the batches, or at the start of the only loop."""
    if forward.frame is not step.use.frame:
        return None
    model = source_of(forward.node.func)
    inner = loops_around(step.enclosing)[-1]
    place: cst.CSTNode = inner if inner is not loop.node else loop.node.body.body[0]
    if not isinstance(place, cst.BaseCompoundStatement) and not isinstance(
        place, cst.SimpleStatementLine
    ):
        return None
    builder = FixBuilder(file, file.statement_of(place))
    builder.insert_before(place, f"{model}.train()")
    return builder.build(RULE.titled(model=model, mode="train"))


# --- no model.eval() at all


def _evaluates(file: FileModel, training: Training) -> Iterator[tuple[Finding, cst.CSTNode]]:
    steps = [step for step in training.steps if step.kind == "step"]
    if len({id(step.target) for step in steps}) != 1 or _acts(training):
        return  # several optimizers, as in a GAN, or an environment
    for use in forwards(training):
        region = grad_region(use.enclosing, file.names)
        if region is None or not depends_on_mode(use.value, file):
            continue
        loop = evaluation_loop(use, training)
        if loop is None and not _is_once(use, region):
            continue
        trained = any(
            step.order < use.order and training_forward(training, use.value, step) is not None
            for step in steps
        )
        if not trained or _knows_eval(training, use.value):
            continue
        if loop is not None and _goes_elsewhere(loop, use):
            continue
        model = source_of(use.node.func)
        finding = RULE.finding(
            file.statement_of(use.node).places.span(use.node),
            "missing",
            fix=_evaluate(file, use, region, loop),
            model=model,
        )
        yield finding, use.node


def _is_once(use: Use, region: Cut) -> bool:
    """Whether a `with torch.no_grad():` at top level runs the model on one batch."""
    block = use.enclosing[-1] if use.enclosing else None
    return (
        len(use.enclosing) == 1
        and isinstance(block, cst.With)
        and any(item.item is region.node for item in block.items)
        and isinstance(use.statement, cst.Assign)
        and use.statement.value is use.node
    )


def _evaluates_apart(file: FileModel, script: Script) -> Iterator[Finding]:
    """A method that evaluates the model that its object trains in another method."""
    own = {id(value) for value in script.current.values()}
    for use in forwards(script.training):
        if id(use.value) not in own:
            continue
        region = grad_region(use.enclosing, file.names)
        loop = evaluation_loop(use, script.training) if region is not None else None
        if region is None or loop is None or _knows_eval(script.training, use.value):
            continue
        if not depends_on_mode(use.value, file):  # a walk through classes
            continue
        name = source_of(use.node.func)
        trained = rf"(?s){re.escape(name)}\(.*\.backward\(|\.backward\(.*{re.escape(name)}\("
        if _goes_elsewhere(loop, use) or not file.matches(trained) or file.matches(_KNOWS_MODES):
            continue
        yield RULE.finding(
            file.statement_of(use.node).places.span(use.node),
            "missing",
            fix=_evaluate(file, use, region, loop),
            model=name,
        )
        return


def _acts(training: Training) -> bool:
    """Whether something is stepped that is not an optimizer: an environment, a simulation."""
    known = {id(step.node) for step in training.steps}
    return any(use.method == "step" and id(use.node) not in known for use in training.script.uses)


def _knows_eval(training: Training, model: Value) -> bool:
    """Whether the script sets a mode somewhere, or code that may do so has the model."""
    given = any(use.method == "train" and use.arguments for use in training.script.uses)
    elsewhere = any(call.gets(model) and not call.only_saves for call in training.foreign)
    return given or elsewhere or sets_mode(training, None, "eval")


def _evaluate(file: FileModel, use: Use, region: Cut, loop: Loop | None) -> Fix | None:
    """Put `model.eval()` before the block or the loop, whichever is outside."""
    inside = use.enclosing[_function_at(use.enclosing) + 1 :]
    place = next(
        (
            node
            for node in inside
            if (loop is not None and node is loop.node)
            or (isinstance(node, cst.With) and any(i.item is region.node for i in node.items))
        ),
        None,
    )
    if place is None:
        return None
    model = source_of(use.node.func)
    builder = FixBuilder(file, file.statement_of(place))
    builder.insert_before(place, f"{model}.eval()")
    return builder.build(RULE.titled(model=model, mode="eval"))


def _function_at(enclosing: tuple[cst.CSTNode, ...]) -> int:
    """The place of the innermost function in what encloses an event; -1 without one."""
    return max(
        (i for i, node in enumerate(enclosing) if isinstance(node, cst.FunctionDef)), default=-1
    )


_RELATED: ByLanguage = {
    "en": "From the second iteration on, `{model}` trains here in evaluation mode.",
    "ko": "두 번째 반복부터 여기서 `{model}` 객체가 평가 모드로 학습합니다.",
}

RULE = Rule(
    id="eval-mode-missing",
    severity=Severity.WARNING,
    title={
        "en": "Dropout and batch normalisation need `eval()` to evaluate and `train()` to train.",
        "ko": "dropout과 batch normalization에는 평가할 때 `eval()`, 학습할 때 `train()`이 필요합니다.",
    },
    messages={
        "missing": {
            "en": "`{model}` is evaluated in training mode, where dropout drops values and batch norm"
            " uses the batch; `no_grad()` does not change that. Call `{model}.eval()` first.",
            "ko": "`{model}` 객체를 학습 모드에서 평가하므로 dropout이 값을 버리고 batch norm이 배치 통계를"
            " 쓰며, `no_grad()`는 이를 바꾸지 않습니다. 그 앞에서 `{model}.eval()` 메서드를 호출하세요.",
        },
        "stays": {
            "en": "After `{model}.eval()` nothing in this loop calls `{model}.train()`, so from the"
            " second iteration on it trains in evaluation mode. Call it before training.",
            "ko": "`{model}.eval()` 호출 뒤에 이 반복문에서 `{model}.train()` 호출이 없어 두 번째 반복부터 평가"
            " 모드로 학습합니다. 학습하기 전에 호출하세요.",
        },
    },
    why={
        "en": "A Module is in training mode until `eval()` is called, and in evaluation mode until"
        " `train()` is called. In training mode dropout zeroes random values and batch norm"
        " normalises with the batch and updates its running statistics, even under"
        " `torch.no_grad()`, so the same input gives different results.",
        "ko": "Module은 `eval()`을 부를 때까지 학습 모드이고, 그 뒤로는 `train()`을 부를 때까지 평가 모드입니다."
        " 학습 모드에서는 `torch.no_grad()` 안에서도 dropout이 값을 무작위로 0으로 만들고 batch norm이 배치로"
        " 정규화하며 통계를 갱신하므로, 같은 입력에도 결과가 달라집니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 1))
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
train_data = [(torch.rand(8, 1), torch.rand(8, 1)) for _ in range(4)]
test_data = [(torch.rand(8, 1), torch.rand(8, 1)) for _ in range(4)]

for x, y in train_data:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()

with torch.no_grad():
    for x, y in test_data:
        print(loss_fn(model(x), y))
""",
    good="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 1))
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
train_data = [(torch.rand(8, 1), torch.rand(8, 1)) for _ in range(4)]
test_data = [(torch.rand(8, 1), torch.rand(8, 1)) for _ in range(4)]

for x, y in train_data:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    for x, y in test_data:
        print(loss_fn(model(x), y))
""",
    fix_title={
        "en": "Call `{model}.{mode}()` first",
        "ko": "그 앞에서 `{model}.{mode}()` 호출하기",
    },
    fix={
        "en": "Inserts `model.eval()` before the block that evaluates, or `model.train()` before the"
        " loop over the batches.",
        "ko": "평가하는 블록 앞에 `model.eval()` 줄을, 또는 배치를 도는 반복문 앞에 `model.train()` 줄을"
        " 넣습니다.",
    },
    silent={
        "en": "The model is not known to have dropout or batch normalisation; it was not trained in"
        " what was read; several optimizers or an environment take steps (GAN, reinforcement"
        " learning); samples are drawn many times on purpose; another function has the model.",
        "ko": "모델에 dropout이나 batch normalization이 있는지 알 수 없거나, 읽은 코드에서 학습하지 않았거나,"
        " optimizer가 여러 개이거나 환경에서 step을 호출하거나(GAN, 강화 학습), 일부러 여러 번 표본을 뽑거나,"
        " 읽을 수 없는 함수에 모델을 넘기면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval",
    check=check,
    judges="scripts",
)
