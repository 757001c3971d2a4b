"""A layer with weights that is made anew in every forward pass."""

from __future__ import annotations

from collections.abc import Iterator

from ..extract import extract_to_init
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..made_running import is_called, made_running
from ..rule import Rule
from ..values import Module


def check(file: FileModel) -> Iterator[Finding]:
    for made in made_running(file, Module):
        value, assignment = made.creation.value, made.assignment
        if not isinstance(value, Module):
            continue
        method = made.function.name.value
        if assignment is not None:
            yield RULE.finding(
                made.statement.places.span(assignment.target),
                "replaced",
                subject=f"{made.reading.definition.name}.{assignment.attribute}",
                name=assignment.attribute,
                method=method,
            )
        elif is_called(made):
            yield RULE.finding(
                made.statement.places.span(made.creation.node),
                "new",
                fix=extract_to_init(file, made, RULE.titled()),
                layer=value.type_name,
                method=method,
            )


RULE = Rule(
    id="layer-created-in-forward",
    severity=Severity.WARNING,
    title={
        "en": "A layer that is made in forward has new weights at every call and is never trained.",
        "ko": "forward 안에서 만든 레이어는 호출할 때마다 가중치가 새로 생기고 학습되지 않습니다.",
    },
    messages={
        "new": {
            "en": "Every call of `{method}` makes a new `{layer}` with new, untrained weights that"
            " no optimizer gets. Create it once in `__init__` and only call it here.",
            "ko": "`{method}` 메서드를 호출할 때마다 `{layer}` 레이어가 새로 만들어지고, 학습되지 않은 그"
            " 가중치는 optimizer가 받지 못합니다. `__init__`에서 한 번만 만들고 여기서는 호출만 하세요.",
        },
        "replaced": {
            "en": "Every call of `{method}` replaces `self.{name}` by a new layer, so what it learned"
            " is thrown away and the optimizer keeps the old one. Move this line to `__init__`.",
            "ko": "`{method}` 메서드를 호출할 때마다 `self.{name}` 속성이 새 레이어로 바뀌어 학습한 내용이"
            " 사라지고, optimizer에는 옛 레이어만 남습니다. 이 줄을 `__init__`으로 옮기세요.",
        },
    },
    why={
        "en": "Calling `nn.Linear(...)` makes a new layer and fills it with random numbers. In"
        " `__init__` that happens once; in `forward` it happens for every batch, so the same input"
        " gives another output each time. The weights of that layer get gradients, but no optimizer"
        " holds them and they are gone after the call. Nothing is reported, not even by"
        " `torch.compile`.",
        "ko": "`nn.Linear(...)`를 호출하면 새 레이어가 만들어지고 난수로 채워집니다. `__init__`에서는 한 번"
        " 일어나지만 `forward`에서는 배치마다 일어나므로, 같은 입력에도 매번 다른 출력이 나옵니다. 그"
        " 레이어의 가중치는 gradient를 받지만 optimizer가 갖고 있지 않고, 호출이 끝나면 사라집니다."
        " `torch.compile`을 써도 아무 경고가 없습니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 16)

    def forward(self, x):
        x = torch.relu(self.first(x))
        return nn.Linear(16, 2)(x)
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 16)
        self.linear = nn.Linear(16, 2)

    def forward(self, x):
        x = torch.relu(self.first(x))
        return self.linear(x)
""",
    fix_title={
        "en": "Create the layer once, in `__init__`",
        "ko": "레이어를 `__init__`에서 한 번만 만들기",
    },
    fix={
        "en": "Adds `self.name = ...` at the end of `__init__` and uses it in forward. Not offered in"
        " a loop, or where the arguments come from the input: the size must be known in `__init__`"
        " (or use a lazy layer such as `nn.LazyLinear`, which finds it at the first call).",
        "ko": "`__init__` 끝에 `self.name = ...` 줄을 넣고 forward에서 그것을 씁니다. 반복문 안이거나 인자가"
        " 입력에서 오면 제안하지 않습니다. 크기는 `__init__`에서 알아야 하기 때문입니다. 모른다면 첫 호출 때"
        " 크기를 알아내는 `nn.LazyLinear` 같은 lazy 레이어를 쓰세요.",
    },
    silent={
        "en": "The layer has nothing to train (`nn.ReLU()(x)`, pooling, losses), is made behind a"
        " condition or a decorator that may keep it, or its weights are set right there"
        " (`conv.weight.data = kernel`).",
        "ko": "학습할 것이 없는 레이어(`nn.ReLU()(x)`, pooling, loss)이거나, 한 번만 만들지도 모르는 조건문이나"
        " decorator 안에 있거나, 바로 그 자리에서 가중치를 정하면(`conv.weight.data = kernel`) 알리지"
        " 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
