"""A layer built from the data instead of applied to it: `nn.ReLU(x)`."""

from __future__ import annotations

from collections.abc import Iterator

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Creation
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..mistaken_calls import built_from_data
from ..rule import Rule
from ..values import Module


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reading in (*file.readings, *file.scripts):
        for creation in built_from_data(reading):
            name = facts.nn_class(file.names.resolve(creation.node.func))
            value = creation.value
            if name is None or id(creation.node) in seen or not isinstance(value, Module):
                continue  # a stored class is layer-class-not-called, a loss another mistake
            if name.endswith("Loss") or name in facts.REGISTERING_CONTAINERS or name == "Module":
                continue
            seen.add(id(creation.node))
            builder = FixBuilder(file, file.statement_of(creation.node))
            yield RULE.finding(
                builder.span(creation.node),
                "function" if name in facts.FUNCTIONAL_FORMS else "layer",
                fix=_fix(builder, creation, name),
                layer=builder.source(creation.node.func),
                data=builder.source(creation.node.args[0].value),
                function=facts.FUNCTIONAL_FORMS.get(name, ""),
            )


def _fix(builder: FixBuilder, creation: Creation, name: str) -> Fix | None:
    """`nn.MaxPool2d(x, 2)` -> `F.max_pool2d(x, 2)`."""
    function = facts.FUNCTIONAL_FORMS.get(name)
    if function is None or (name in facts.NEED_A_DIMENSION and len(creation.node.args) == 1):
        return None
    spelling = builder.torch_name(f"torch.nn.functional.{function}")
    builder.replace(creation.node.func, spelling)
    return builder.build(RULE.titled(function=spelling))


RULE = Rule(
    id="activation-called-on-tensor",
    severity=Severity.WARNING,
    title={
        "en": "`nn.ReLU(x)` builds a layer; it does not apply one to `x`.",
        "ko": "`nn.ReLU(x)`는 레이어를 만들 뿐 `x`에 적용하지 않습니다.",
    },
    messages={
        "function": {
            "en": "`{layer}({data})` builds a layer and takes the data as its setting; nothing is"
            " computed. Use the function `{function}` of `torch.nn.functional`.",
            "ko": "`{layer}({data})` 호출은 데이터를 설정으로 받아 레이어를 만들 뿐 아무것도 계산하지"
            " 않습니다. `torch.nn.functional`의 `{function}` 함수를 쓰세요.",
        },
        "layer": {
            "en": "`{layer}({data})` builds a layer and takes the data as its setting; nothing is"
            " computed. Build the layer in `__init__` and call it here.",
            "ko": "`{layer}({data})` 호출은 데이터를 설정으로 받아 레이어를 만들 뿐 아무것도 계산하지"
            " 않습니다. 레이어를 `__init__`에서 만들고 여기에서 호출하세요.",
        },
    },
    why={
        "en": "The classes of `torch.nn` are called twice: once with their settings, which gives a"
        " layer, and then the layer with the data. `nn.Softmax(x)` does only the first and returns a"
        " Softmax whose `dim` is a tensor. The next layer then fails (`argument 'input' must be"
        " Tensor, not Softmax`); some classes fail at once (`Boolean value of Tensor with more than"
        " one value is ambiguous`). The functions of `torch.nn.functional` take the data directly.",
        "ko": "`torch.nn`의 클래스는 두 번 호출합니다. 먼저 설정을 주어 레이어를 만들고, 그 레이어를 데이터로"
        " 호출합니다. `nn.Softmax(x)`는 앞의 것만 하므로 `dim` 값이 텐서인 Softmax가 나옵니다. 그러면 다음"
        " 레이어에서 오류가 나고(`argument 'input' must be Tensor, not Softmax`), 어떤 클래스는 바로 오류가"
        " 납니다(`Boolean value of Tensor with more than one value is ambiguous`)."
        " `torch.nn.functional`의 함수는 데이터를 바로 받습니다.",
    },
    bad="""\
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 13 * 13, 10)

    def forward(self, x):
        x = F.relu(self.conv(x))
        x = nn.MaxPool2d(x, 2)
        return self.fc(x.flatten(1))
""",
    good="""\
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 13 * 13, 10)

    def forward(self, x):
        x = F.relu(self.conv(x))
        x = F.max_pool2d(x, 2)
        return self.fc(x.flatten(1))
""",
    fix_title={
        "en": "Use the function `{function}`",
        "ko": "`{function}` 함수 쓰기",
    },
    fix={
        "en": "Replaces the class by the function, which takes the data first and then the same"
        " arguments. Not offered where a function needs more: `softmax` without a `dim`, dropout"
        " without `training`.",
        "ko": "클래스를 함수로 바꿉니다. 함수는 데이터를 먼저 받고 나머지 인자는 같습니다. `dim` 없는 `softmax`나"
        " `training`이 필요한 dropout처럼 값이 더 필요하면 제안하지 않습니다.",
    },
    silent={
        "en": "The argument may be a number (`nn.Softmax(dim)(x)`), what is built is called or put"
        " into a container, or it is a loss: that is another rule.",
        "ko": "인자가 숫자일 수 있거나(`nn.Softmax(dim)(x)`), 만든 것을 호출하거나 컨테이너에 넣거나, loss이면"
        "(다른 규칙에서 다룹니다) 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/nn.functional.html",
    check=check,
    judges="both",
)
