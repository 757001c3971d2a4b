"""A loss that is wrapped again, or told to require gradients, so that `backward()` runs."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..rewrapped import Rewrap, rewraps
from ..rule import Rule
from ..training import trainings


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for rewrap in rewraps(training):
            if id(rewrap.node) in seen:
                continue
            seen.add(id(rewrap.node))
            yield RULE.finding(
                file.statement_of(rewrap.node).places.span(rewrap.node),
                rewrap.how,
                fix=_fix(file, rewrap),
                code=rewrap.code,
            )


def _fix(file: FileModel, rewrap: Rewrap) -> Fix | None:
    """Take the wrapper away: the statement, where nothing is left of it."""
    if rewrap.how == "number":
        return None  # the number has no graph to go back through
    builder = FixBuilder(file, file.statement_of(rewrap.node))
    if rewrap.inner is None or rewrap.undoes_itself:
        suite = builder.suite_of(rewrap.node)
        alone = isinstance(suite, cst.IndentedBlock) and len(suite.body) == 1
        if alone or not builder.remove_statement(rewrap.node):
            return None
    elif rewrap.how == "listed":
        stack = builder.torch_name("torch.stack")
        builder.replace(rewrap.node, f"{stack}({builder.source(rewrap.inner)})")
    else:
        builder.replace(rewrap.node, builder.source(rewrap.inner))
    return builder.build(RULE.titled(code=rewrap.code))


RULE = Rule(
    id="loss-rewrapped",
    severity=Severity.WARNING,
    title={
        "en": "Wrapping a loss again lets `backward()` run, but no gradient reaches the model.",
        "ko": "loss를 다시 감싸면 `backward()`는 실행되지만 gradient가 모델에 닿지 않습니다.",
    },
    messages={
        "copied": {
            "en": "`{code}` copies the number of the loss without its graph: `backward()` runs, but no"
            " parameter gets a gradient. Call `backward()` on the loss itself.",
            "ko": "`{code}` 호출은 그래프 없이 loss의 숫자만 복사하므로 `backward()`는 실행되지만 어떤"
            " parameter도 gradient를 받지 못합니다. loss 자체에서 `backward()`를 호출하세요.",
        },
        "listed": {
            "en": "`{code}` copies the numbers of these losses without their graphs: `backward()` runs,"
            " but no parameter gets a gradient. Join them with `torch.stack(...)`.",
            "ko": "`{code}` 호출은 그래프 없이 loss들의 숫자만 복사하므로 `backward()`는 실행되지만 어떤"
            " parameter도 gradient를 받지 못합니다. `torch.stack(...)`으로 합치세요.",
        },
        "number": {
            "en": "`{code}` starts a new graph at a number: `backward()` runs, but no parameter gets a"
            " gradient. Compute the loss from the model's output with functions of torch only.",
            "ko": "`{code}` 호출은 숫자에서 새 그래프를 시작하므로 `backward()`는 실행되지만 어떤 parameter도"
            " gradient를 받지 못합니다. 모델의 출력에서 torch 함수만으로 loss를 계산하세요.",
        },
        "told": {
            "en": "`{code}` does not connect the loss to the model: where its graph was cut off, the"
            " gradients end here. Remove this, and find what cut the loss off.",
            "ko": "`{code}` 코드는 loss를 모델과 이어 주지 않습니다. 그래프가 이미 끊어졌다면 gradient는 여기서"
            " 끝나므로, 이 코드를 지우고 어디서 끊어졌는지 찾으세요.",
        },
    },
    why={
        "en": "`backward()` walks the graph from the loss to the parameters. `torch.tensor(loss)`"
        " makes a new tensor without a graph, and `requires_grad=True` only turns it into a start of"
        " its own: the error *does not require grad* is gone, and so is training. When PyTorch"
        " reports that error, look for `.item()`, `.detach()`, `no_grad()` or `argmax()` before.",
        "ko": "`backward()`는 loss에서 parameter까지 그래프를 거슬러 올라갑니다. `torch.tensor(loss)`는 그래프가"
        " 없는 새 텐서를 만들고, `requires_grad=True`는 그것을 새 시작점으로 만들 뿐입니다. *does not require"
        " grad* 오류는 사라지지만 학습도 사라집니다. PyTorch가 이 오류를 내면 그 앞에서 `.item()`,"
        " `.detach()`, `no_grad()`, `argmax()`를 찾아보세요.",
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
    loss = torch.tensor(loss_fn(model(x), y), requires_grad=True)
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
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
""",
    fix_title={
        "en": "Use the loss itself",
        "ko": "loss 자체를 쓰기",
    },
    fix={
        "en": "Replaces the wrapper by what it wraps, or removes the line. If something before cut the"
        " loss off, `backward()` raises its error again, which tells where to look.",
        "ko": "감싼 코드를 안에 있는 값으로 바꾸거나 그 줄을 지웁니다. 앞에서 loss가 끊어졌다면 `backward()`가"
        " 다시 오류를 내어 어디를 볼지 알려 줍니다.",
    },
    silent={
        "en": "The tensor is made of plain numbers, as in a test; the new start goes through a model"
        " before `backward()`; nothing is known to be a loss.",
        "ko": "테스트처럼 숫자로 만든 텐서이거나, 새 시작점이 `backward()` 전에 모델을 거치거나, loss인지 알"
        " 수 없으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html",
    check=check,
    judges="scripts",
)
