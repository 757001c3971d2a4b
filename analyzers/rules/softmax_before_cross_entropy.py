"""Probabilities for a loss that computes them itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Span, Text
from ..interpreter import Interpreter
from ..outputs import End, end_of
from ..rule import ByLanguage, Rule
from ..tree import dotted_name
from ..values import Module, Value

# Loss -> how messages call it and what it does, by the name of its class and its function.
_LOSSES = {
    "CrossEntropyLoss": ("cross_entropy", "CrossEntropyLoss"),
    "torch.nn.functional.cross_entropy": ("cross_entropy", "cross_entropy"),
    "BCEWithLogitsLoss": ("binary", "BCEWithLogitsLoss"),
    "torch.nn.functional.binary_cross_entropy_with_logits": (
        "binary",
        "binary_cross_entropy_with_logits",
    ),
    "NLLLoss": ("likelihood", "NLLLoss"),
    "torch.nn.functional.nll_loss": ("likelihood", "nll_loss"),
}


@dataclass(frozen=True, slots=True)
class _LossCall:
    kind: str
    name: str
    node: cst.Call
    given: Value
    enclosing: tuple[cst.CSTNode, ...]


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reader in (*file.scripts, *file.readings):
        for loss in _loss_calls(reader):
            end = end_of(loss.given, reader, file, loss.enclosing)
            if end is None or (loss.kind == "likelihood" and end.name != "softmax"):
                continue
            place = end.node or end.layer
            if place is None or id(place) in seen:
                continue
            seen.add(id(place))
            yield _finding(file, loss, end, place)


def _loss_calls(reader: Interpreter) -> Iterator[_LossCall]:
    for use in reader.uses:
        value = use.value
        if isinstance(value, Module) and value.nn_name in _LOSSES and _is_one_loss(value):
            given = _first(use.node, use.arguments)
            if given is not None and use.method in (None, "forward"):
                yield _LossCall(*_LOSSES[value.nn_name], use.node, given, use.enclosing)
    for call in reader.functions:
        given = _first(call.node, call.arguments) if call.function in _LOSSES else None
        if given is not None:
            yield _LossCall(*_LOSSES[call.function], call.node, given, call.enclosing)


def _is_one_loss(loss: Module) -> bool:
    """Whether it is a loss of the same class by whichever branch: `a if weighted else b`."""
    return all(other.nn_name == loss.nn_name for other in loss.alternatives)


def _first(node: cst.Call, arguments: list[Value]) -> Value | None:
    """What a loss is given as `input`."""
    for argument, value in zip(node.args, arguments, strict=False):
        named = argument.keyword.value if argument.keyword is not None else None
        if named == "input" or (named is None and argument is node.args[0] and not argument.star):
            return value
    return None


def _finding(file: FileModel, loss: _LossCall, end: End, place: cst.Call) -> Finding:
    builder = FixBuilder(file, file.statement_of(place))
    span = builder.span(place)
    loss_span = file.statement_of(loss.node).places.span(loss.node)
    inside = loss_span.start <= span.start and span.end <= loss_span.end
    related = () if inside else (Related(loss_span, Text(_HERE, {"loss": loss.name})),)
    return RULE.finding(
        span,
        loss.kind,
        fix=_fix(builder, loss, end, inside),
        related=related,
        loss=loss.name,
        function=end.name,
    )


def _fix(builder: FixBuilder, loss: _LossCall, end: End, inside: bool) -> Fix | None:
    """Takes the function out, or for NLLLoss puts its logarithm in its place."""
    if loss.kind == "likelihood":
        return _logarithm(builder, end)
    # without sigmoid an output means something else wherever it is compared with 0.5; the largest
    # of several stays the largest
    if loss.kind == "binary" and not inside:
        return None
    if end.node is not None:
        operand = _operand(end.node, end.layer)
        if operand is None:
            return None
        builder.replace(end.node, builder.source(operand))
        return builder.build(RULE.titled())
    sequential = end.last_of.node if end.last_of is not None else None
    if not isinstance(sequential, cst.Call) or len(sequential.args) < 2:
        return None
    last = sequential.args[-1].value
    if last is not end.layer:
        return None
    before = builder.outer(sequential.args[-2].value).end
    builder.replace_span(Span(before, builder.outer(last).end), "")
    return builder.build(RULE.titled())


def _operand(call: cst.Call, layer: cst.Call | None) -> cst.BaseExpression | None:
    """What the function is applied to: `x` in `F.softmax(x, 1)`, `x.softmax(1)`, `softmax(x)`."""
    if layer is None and isinstance(call.func, cst.Attribute) and _is_method(call):
        return call.func.value
    if not call.args or call.args[0].star or call.args[0].keyword is not None:
        return None
    return call.args[0].value


def _is_method(call: cst.Call) -> bool:
    """Whether the call is `x.softmax(1)`: then its first argument is at most a dimension."""
    return not call.args or (
        call.args[0].keyword is not None
        or isinstance(call.args[0].value, (cst.BaseNumber, cst.UnaryOperation))
    )


def _logarithm(builder: FixBuilder, end: End) -> Fix | None:
    named = end.layer.func if end.layer is not None else end.node.func if end.node else None
    name = named.attr if isinstance(named, cst.Attribute) else named
    if not isinstance(name, cst.Name) or not isinstance(named, cst.Attribute):
        return None  # a name of its own import would have to be imported too
    if dotted_name(named.value) == "self":
        return None  # the function's other name
    replaced = {"softmax": "log_softmax", "Softmax": "LogSoftmax"}.get(name.value)
    if replaced is None:
        return None
    builder.replace(name, replaced)
    return builder.build(RULE.titled())


_HERE: ByLanguage = {
    "en": "`{loss}` gets the result here.",
    "ko": "여기서 `{loss}` 손실에 결과가 들어갑니다.",
}

RULE = Rule(
    id="softmax-before-cross-entropy",
    severity=Severity.WARNING,
    title={
        "en": "The loss wants raw scores (logits) and is given probabilities.",
        "ko": "loss는 원래 점수(logits)를 받아야 하는데 확률을 받고 있습니다.",
    },
    messages={
        "cross_entropy": {
            "en": "`{loss}` applies softmax itself: with this `{function}` before it, scores are"
            " squashed twice and learning slows down or stalls. Give it the raw scores (logits).",
            "ko": "`{loss}` 손실은 softmax를 스스로 적용하므로, 앞에 `{function}` 함수가 있으면 점수가 두 번"
            " 눌려 학습이 느려지거나 멈춥니다. 원래 점수(logits)를 그대로 넘기세요.",
        },
        "binary": {
            "en": "`{loss}` applies sigmoid itself: with this `{function}` before it, scores are"
            " squashed twice and the loss cannot fall to zero. Give it the raw scores (logits).",
            "ko": "`{loss}` 손실은 sigmoid를 스스로 적용하므로, 앞에 `{function}` 함수가 있으면 점수가 두 번"
            " 눌려 loss가 0까지 내려가지 못합니다. 원래 점수(logits)를 그대로 넘기세요.",
        },
        "likelihood": {
            "en": "`{loss}` takes logarithms of probabilities: after `{function}` the loss is negative"
            " and learning is poor. Use `log_softmax`, or raw scores with `CrossEntropyLoss`.",
            "ko": "`{loss}` 손실은 확률의 로그를 받습니다. `{function}` 결과를 넘기면 loss가 음수가 되고 학습이 잘"
            " 되지 않으니 `log_softmax` 함수를 쓰거나, 원래 점수를 `CrossEntropyLoss` 손실에 넘기세요.",
        },
    },
    why={
        "en": "`CrossEntropyLoss` computes `log_softmax` of its input, because both steps together are"
        " more exact. Softmax twice keeps all scores between 0 and 1: with ten classes even a perfect"
        " prediction has a loss of 1.46, and a confidently wrong one gets almost no gradient. Nothing"
        " raises; the model just learns badly. `BCEWithLogitsLoss` does the same with sigmoid. The"
        " largest score is also the largest probability, so `argmax` needs no softmax.",
        "ko": "`CrossEntropyLoss`는 입력의 `log_softmax`를 계산합니다. 두 단계를 함께 하는 것이 더 정확하기"
        " 때문입니다. softmax를 두 번 하면 점수가 모두 0과 1 사이에 갇혀, 클래스가 10개일 때 완벽한 예측의"
        " loss도 1.46이고 확신에 찬 틀린 예측은 gradient를 거의 받지 못합니다. 오류 없이 학습만 나빠집니다."
        " `BCEWithLogitsLoss`는 sigmoid로 같은 일을 합니다. 가장 큰 점수가 가장 큰 확률이므로 `argmax`에는"
        " softmax가 필요 없습니다.",
    },
    bad="""\
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        return torch.softmax(self.fc(x), dim=1)


model = Classifier()
criterion = nn.CrossEntropyLoss()
loss = criterion(model(torch.randn(4, 20)), torch.tensor([1, 0, 4, 9]))
""",
    good="""\
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        return self.fc(x)


model = Classifier()
criterion = nn.CrossEntropyLoss()
loss = criterion(model(torch.randn(4, 20)), torch.tensor([1, 0, 4, 9]))
""",
    fix_title={
        "en": "Give the loss what it expects",
        "ko": "loss가 기대하는 값을 넘기기",
    },
    fix={
        "en": "Takes the softmax or sigmoid out; before `NLLLoss` it becomes `log_softmax`. The model"
        " then returns scores: apply `softmax` where you need probabilities. Not offered for a sigmoid"
        " inside the model, since code that compares its output with 0.5 would have to compare with 0.",
        "ko": "softmax나 sigmoid를 뺍니다. `NLLLoss` 앞에서는 `log_softmax`로 바꿉니다. 그러면 모델은 점수를"
        " 돌려주므로 확률이 필요한 곳에서 `softmax`를 쓰세요. 모델 안의 sigmoid에는 제안하지 않습니다. 출력을"
        " 0.5와 비교하던 코드가 0과 비교해야 하기 때문입니다.",
    },
    silent={
        "en": "It cannot be told which model or loss meet, the softmax is used on one way only (`if not"
        " self.training:`), the model returns scores and probabilities, or the probabilities are the"
        " target. `log_softmax` before `CrossEntropyLoss` changes nothing.",
        "ko": "어느 모델과 loss가 만나는지 알 수 없거나, softmax를 한 경로에서만 쓰거나(`if not"
        " self.training:`), 모델이 점수와 확률을 함께 돌려주거나, 확률이 target이면 알리지 않습니다."
        " `CrossEntropyLoss` 앞의 `log_softmax`는 결과를 바꾸지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
    check=check,
    judges="both",
)
