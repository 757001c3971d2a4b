"""`total += loss`: the total keeps the graph of every iteration."""

from __future__ import annotations

from collections.abc import Iterator

from ..accumulated import Accumulation, accumulations, needs_tensors
from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..rule import Rule
from ..steps import source_of
from ..training import trainings


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for grown in accumulations(training):
            if id(grown.node) in seen:
                continue
            seen.add(id(grown.node))
            statement = file.statement_of(grown.node)
            method = "detach()" if needs_tensors(file, grown) else "item()"
            yield RULE.finding(
                statement.places.span(grown.node),
                "collected" if grown.collected else "added",
                fix=_fix(file, grown, method),
                total=source_of(grown.target),
                loss=grown.names[0].value,
                method=method,
            )


def _fix(file: FileModel, grown: Accumulation, method: str) -> Fix:
    builder = FixBuilder(file, file.statement_of(grown.node))
    for name in grown.names:
        builder.replace(name, f"{name.value}.{method}")
    return builder.build(RULE.titled(loss=grown.names[0].value, method=method))


RULE = Rule(
    id="loss-graph-accumulated",
    severity=Severity.WARNING,
    title={
        "en": "Adding up losses instead of their numbers keeps every graph, so memory grows.",
        "ko": "loss의 숫자가 아니라 loss 자체를 더하면 모든 그래프가 남아 메모리가 계속 늘어납니다.",
    },
    messages={
        "added": {
            "en": "`{total}` keeps the graph of every iteration, because `{loss}` is a tensor that"
            " remembers how it was computed: memory grows. Add `{loss}.{method}` instead.",
            "ko": "`{loss}` 변수는 계산 과정을 기억하는 텐서라서 `{total}` 변수에 모든 반복의 그래프가 남아"
            " 메모리가 계속 늘어납니다. 대신 `{loss}.{method}` 값을 더하세요.",
        },
        "collected": {
            "en": "`{total}` keeps the graph of every iteration, because `{loss}` is a tensor that"
            " remembers how it was computed: memory grows. Append `{loss}.{method}` instead.",
            "ko": "`{loss}` 변수는 계산 과정을 기억하는 텐서라서 `{total}` 안에 모든 반복의 그래프가 남아"
            " 메모리가 계속 늘어납니다. 대신 `{loss}.{method}` 값을 넣으세요.",
        },
    },
    why={
        "en": "A loss is a tensor with a graph: everything that was computed on the way to it. While"
        " something holds the loss, the graph stays in memory, also after `backward()`. A total of"
        " losses holds the graphs of all iterations; a total of numbers holds one number.",
        "ko": "loss는 그것을 계산한 모든 과정인 그래프가 달린 텐서입니다. 무언가가 loss를 붙들고 있으면"
        " `backward()` 뒤에도 그래프가 메모리에 남습니다. loss를 더한 값은 모든 반복의 그래프를 붙들지만,"
        " 숫자를 더한 값은 숫자 하나뿐입니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

total = 0.0
for step in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    total += loss
print(total / 60)
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 32).unsqueeze(1)
y = 3 * x + 1

total = 0.0
for step in range(60):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    total += loss.item()
print(total / 60)
""",
    fix_title={
        "en": "Use `{loss}.{method}`",
        "ko": "`{loss}.{method}` 값 쓰기",
    },
    fix={
        "en": "Writes `loss.item()`, or `loss.detach()` where the total or list is used as a tensor"
        " later (`total.item()`, `torch.stack(losses)`). On a GPU, `item()` waits for the result.",
        "ko": "`loss.item()` 호출로 바꿉니다. 합이나 list를 나중에 텐서로 쓰면(`total.item()`,"
        " `torch.stack(losses)`) `loss.detach()` 호출로 바꿉니다. GPU에서 `item()`은 계산이 끝나기를"
        " 기다립니다.",
    },
    silent={
        "en": "The loss did not go backward in the same loop, so that the total may do so later; the"
        " graph is retained on purpose; the total starts anew in each iteration.",
        "ko": "loss가 같은 반복문에서 `backward()`를 거치지 않아 합에서 나중에 부를 수 있거나, 그래프를 일부러"
        " 남기거나(`retain_graph`), 합이 반복마다 새로 시작하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/faq.html",
    check=check,
    judges="scripts",
)
