"""`backward()` through something that was computed without recording."""

from __future__ import annotations

from collections.abc import Iterator

from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..steps import source_of
from ..training import trainings


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for training in trainings(file.scripts):
        for step in training.steps:
            if step.kind != "backward" or not step.plain or id(step.node) in seen:
                continue
            cut = training.script.cuts.of(step.target, file)
            if cut is None or cut.kind != "no_grad":
                continue
            seen.add(id(step.node))
            where = file.statement_of(cut.node).places.span(cut.node)
            yield RULE.finding(
                file.statement_of(step.node).places.span(step.node),
                "unrecorded",
                related=(Related(where, Text(_RELATED, {"code": cut.code})),),
                loss=source_of(step.target_node),
                code=cut.code,
            )


_RELATED: ByLanguage = {
    "en": "`{code}` keeps PyTorch from recording here.",
    "ko": "여기서는 `{code}` 때문에 PyTorch가 기록하지 않습니다.",
}

RULE = Rule(
    id="no-grad-around-training",
    severity=Severity.ERROR,
    title={
        "en": "`backward()` cannot go through what was computed inside `torch.no_grad()`.",
        "ko": "`torch.no_grad()` 안에서 계산한 값으로는 `backward()`를 할 수 없습니다.",
    },
    messages={
        "unrecorded": {
            "en": "`{loss}` has no graph, because it was computed under `{code}`, so `backward()`"
            " raises an error. Compute it outside, and keep `{code}` for evaluation.",
            "ko": "`{loss}` 값을 `{code}` 안에서 계산하여 그래프가 없으므로 `backward()`에서 오류가 납니다."
            " 밖에서 계산하고, `{code}` 코드는 평가할 때만 쓰세요.",
        },
    },
    why={
        "en": "Under `torch.no_grad()` and `torch.inference_mode()` PyTorch does not record how a"
        " tensor was computed. That saves memory in evaluation, but `backward()` then has nothing to"
        " walk back through: *element 0 of tensors does not require grad*.",
        "ko": "`torch.no_grad()`와 `torch.inference_mode()` 안에서 PyTorch는 텐서를 어떻게 계산했는지"
        " 기록하지 않습니다. 평가할 때는 메모리를 아끼지만, `backward()`가 거슬러 올라갈 것이 없어 *element 0"
        " of tensors does not require grad* 오류가 납니다.",
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
    with torch.no_grad():
        output = model(x)
    loss = loss_fn(output, y)
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
    output = model(x)
    loss = loss_fn(output, y)
    loss.backward()
    optimizer.step()
with torch.no_grad():
    print(loss_fn(model(x), y))
""",
    silent={
        "en": "Only a part is computed without recording, such as a frozen backbone or the target of"
        " a loss; a `torch.enable_grad()` stands further inside; `set_grad_enabled(...)` is decided at run time.",
        "ko": "고정한 backbone이나 loss의 target처럼 일부만 기록 없이 계산하거나, 더 안쪽에"
        " `torch.enable_grad()`가 있거나, `set_grad_enabled(...)` 값이 실행할 때 정해지면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
    check=check,
    judges="scripts",
)
