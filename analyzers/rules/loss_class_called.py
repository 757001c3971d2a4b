"""A loss class that is called with the prediction and the target: `nn.MSELoss(pred, y)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Creation
from ..evidence import is_tensor
from ..file_model import FileModel
from ..finding import Finding, Severity, Span
from ..interpreter import Interpreter
from ..rule import Rule
from ..tree import dotted_name
from ..values import Activation, Function, Module, Tensor, Unknown, Value


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for creation in reading.creations.values():
            loss = creation.value
            if (
                not creation.running
                or id(creation.node) in seen
                or not isinstance(loss, Module)
                or loss.nn_name not in facts.LOSSES
                or not _is_given_tensors(creation, reading)
            ):
                continue
            seen.add(id(creation.node))
            statement = file.statement_of(creation.node)
            builder = FixBuilder(file, statement)
            end = builder.outer(creation.node.func).end
            builder.replace_span(Span(end, end), "()")
            yield RULE.finding(
                statement.places.span(creation.node.func),
                "called",
                fix=builder.build(RULE.titled()),
                loss=dotted_name(creation.node.func) or loss.type_name,
            )


def _is_given_tensors(creation: Creation, reading: Interpreter) -> bool:
    """Whether prediction and target stand where the settings of the loss belong."""
    arguments = creation.node.args
    if len(arguments) < 2 or any(a.keyword is not None or a.star for a in arguments[:2]):
        return False
    if any(
        use.value is creation.value and use.method in ("backward", "item", "detach")
        for use in reading.uses
    ):
        return True
    # class weights are a tensor too, but nothing that a model computed or that comes second
    first, second = creation.arguments[:2]
    return (
        (isinstance(first, Activation) and is_tensor(first, reading))
        or (isinstance(second, (Activation, Tensor)) and is_tensor(second, reading))
        or (
            isinstance(creation.value, Module)
            and creation.value.nn_name in _SWITCH_IS_SECOND
            and all(map(_is_variable, arguments[:2]))
            and _is_no_setting(second)
        )
    )


# The second setting of these is an old switch, `size_average` or `reduce`, that nobody sets by place.
_SWITCH_IS_SECOND = frozenset(
    {
        "MSELoss", "L1Loss", "SmoothL1Loss", "CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss",
        "KLDivLoss",
    }
)  # fmt: skip
_SETTING = re.compile(r"(?i)weight|size|average|reduc|balanc|^(?:None|True|False|w|alpha|cw)$")


def _is_variable(argument: cst.Arg) -> bool:
    """Whether it is the name of something that no loss has a setting for."""
    name = argument.value.value if isinstance(argument.value, cst.Name) else ""
    return bool(name) and not _SETTING.search(name)


def _is_no_setting(value: Value) -> bool:
    """Whether it may be a tensor."""
    return isinstance(value, (Unknown, Activation)) and not isinstance(value, Function)


RULE = Rule(
    id="loss-class-called",
    severity=Severity.ERROR,
    title={
        "en": "A loss class is given the prediction and the target instead of its settings.",
        "ko": "loss 클래스에 설정 대신 예측값과 정답을 넘겼습니다.",
    },
    messages={
        "called": {
            "en": "`{loss}` is a class: called like this it builds a loss object and takes the"
            " tensors for its settings. Build it first, then call it: `{loss}()(pred, target)`.",
            "ko": "`{loss}` 이름은 클래스라서 이렇게 호출하면 텐서를 설정으로 받아 loss 객체를 만듭니다."
            " 먼저 객체를 만든 뒤 `{loss}()(pred, target)`처럼 호출하세요.",
        },
    },
    why={
        "en": "The losses of `torch.nn` are Modules: the constructor takes settings such as"
        " `reduction`, and the object is called with the tensors. Given tensors, the constructor"
        " mostly stops with `Boolean value of Tensor with more than one value is ambiguous`;"
        " otherwise `.backward()` fails, since a loss object is not a tensor. Usually the loss is built"
        " once before the loop. `torch.nn.functional` has the same losses as plain functions.",
        "ko": "`torch.nn`의 loss는 Module입니다. 생성자는 `reduction` 같은 설정을 받고, 텐서는 만들어진"
        " 객체를 호출할 때 넘깁니다. 생성자에 텐서를 넘기면 대개 `Boolean value of Tensor with more"
        " than one value is ambiguous` 오류로 멈추고, 그렇지 않으면 loss 객체가 텐서가 아니므로"
        " `.backward()`가 실패합니다. 보통 loss는 반복문 앞에서 한 번 만듭니다. `torch.nn.functional`에는"
        " 같은 loss가 일반 함수로 있습니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(4, 3)
x, y = torch.randn(8, 4), torch.randint(3, (8,))
loss = nn.CrossEntropyLoss(model(x), y)
loss.backward()
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(4, 3)
x, y = torch.randn(8, 4), torch.randint(3, (8,))
loss = nn.CrossEntropyLoss()(model(x), y)
loss.backward()
""",
    fix_title={
        "en": "Build the loss first: add `()`",
        "ko": "loss 객체 먼저 만들기: `()` 추가",
    },
    fix={
        "en": "Adds `()` after the class, so that the object is built and then called.",
        "ko": "클래스 뒤에 `()`를 추가해 객체를 만든 다음 호출합니다.",
    },
    silent={
        "en": "There is one argument, such as class weights, or nothing shows that the arguments are"
        " tensors which a model computed.",
        "ko": "인자가 클래스 가중치처럼 하나뿐이거나, 인자가 모델이 계산한 텐서인지 알 수 없으면 알리지"
        " 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
    check=check,
    judges="both",
)
