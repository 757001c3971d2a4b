"""Dropout in forward that stays on in `model.eval()`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import FunctionCall, Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..literals import number
from ..reading import Reading
from ..rule import Rule
from ..sighted import calls_of, uses_of
from ..tree import dotted_name, keyword_value, walk
from ..values import Module

_ATTENTION = "torch.nn.functional.scaled_dot_product_attention"
# Words in the name of a class or method that say: dropout is meant to stay on when evaluated.
_MEANT = ("mc", "monte", "bayes", "uncertain", "stochastic", "sample")

_REMARK = re.compile(
    r"determinis|stochastic|monte|\bmc\b|inference|\beval|test.?time", re.IGNORECASE
)


_FUNCTIONS = (_ATTENTION, *sorted(facts.DROPOUT_FUNCTIONS))


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        seen: set[int] = set()
        events: list[FunctionCall | Use] = [
            call for name in _FUNCTIONS for call in calls_of(reading, name)
        ]
        events += [use for use in uses_of(reading, None) if _fresh_layer(reading, use)]
        for event in events:
            if not event.frame.running or not event.frame.in_class or id(event.node) in seen:
                continue
            layer: cst.Call | None = None
            if isinstance(event, FunctionCall):
                if event.function == _ATTENTION:
                    if not _drops_always(reading, event.node):
                        continue
                elif not _is_always_on(event.node) or _rate_is_given(reading, event):
                    continue
            else:
                layer = _fresh_layer(reading, event)
                if layer is None or id(layer) in seen:
                    continue
            if _is_meant(reading, event.frame.method) or _asks_for_mode(event):
                continue
            if _is_said_to_be_meant(file, reading, event.node):
                continue
            seen |= {id(event.node), id(layer)}
            if isinstance(event, FunctionCall) and event.function == _ATTENTION:
                yield _attention(file, reading, event)
            elif isinstance(event, FunctionCall):
                yield _function(file, reading, event)
            elif layer is not None:
                yield _layer(file, reading, event, layer)


def _is_meant(reading: Reading, method: str) -> bool:
    name = reading.definition.name
    words = [word for part in (name, method) for word in _words(part)]
    return any(word.startswith(meant) for word in words for meant in _MEANT)


def _is_said_to_be_meant(file: FileModel, reading: Reading, node: cst.Call) -> bool:
    """Whether a comment on the line or above it speaks of the random result."""
    start = reading.definition.statement.places.span(node).start
    return any(_REMARK.search(comment) for comment in file.comments_beside(start))


def _words(name: str) -> list[str]:
    """`MCDropoutNet` -> `mcdropoutnet`, `dropoutnet`, `net`; `forward_mc` -> `forward`, `mc`."""
    starts = [
        index
        for index, letter in enumerate(name)
        if index == 0
        or name[index - 1] == "_"
        or (letter.isupper() and not (name[index - 1].isupper() and name[index:].isupper()))
    ]
    return [name[start:].lower() for start in starts]


def _asks_for_mode(event: FunctionCall | Use) -> bool:
    """Whether the statement, or a branch around it, looks at `training`."""
    branches = [node.test for node in event.enclosing if isinstance(node, (cst.If, cst.While))]
    asked = [*branches, *([event.statement] if event.statement is not None else [])]
    return any(
        isinstance(part, (cst.Attribute, cst.Name)) and _name(part) == "training"
        for node in asked
        for part in walk(node)
    )


def _name(node: cst.Attribute | cst.Name) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else node.value


def _rate_is_given(reading: Reading, event: FunctionCall) -> bool:
    """Whether the rate comes with a call, or is a variable in code that looks at `training`."""
    positional = [a.value for a in event.node.args[1:2] if a.keyword is None]
    rate = keyword_value(event.node, "p") or next(iter(positional), None)
    if not isinstance(rate, cst.Name):
        return False
    function = event.scope
    parameters = (
        (*function.params.params, *function.params.kwonly_params) if function is not None else ()
    )
    return any(parameter.name.value == rate.value for parameter in parameters) or any(
        isinstance(node, cst.Attribute) and node.attr.value == "training"
        for node in walk(reading.definition.node)
    )


def _is_always_on(node: cst.Call) -> bool:
    """Whether the call leaves `training` at its default, which is True, and drops something."""
    positional = [argument for argument in node.args if argument.keyword is None]
    named = {argument.keyword.value: argument for argument in node.args if argument.keyword}
    if any(argument.star for argument in node.args) or "training" in named or len(positional) > 2:
        return False
    rate = named["p"] if "p" in named else positional[1] if len(positional) > 1 else None
    return rate is None or not _is_zero(rate.value)


def _is_zero(node: cst.BaseExpression) -> bool:
    return number(node) == 0


def _drops_always(reading: Reading, node: cst.Call) -> bool:
    """Whether attention is given a rate that `eval()` does not change: `0.1`, or `self.p`.

    The attribute is set once, in `__init__`, and not to nothing.
    """
    rate = keyword_value(node, "dropout_p")
    if isinstance(rate, (cst.Integer, cst.Float)):
        return not _is_zero(rate)
    if not isinstance(rate, cst.Attribute) or dotted_name(rate.value) != "self":
        return False
    if {"train", "eval"} & reading.definition.methods().keys():
        return False
    given = [a for a in reading.assignments if a.attribute == rate.attr.value]
    if len(given) != 1 or not given[0].constructing or given[0].value_node is None:
        return False
    value = given[0].value_node
    return isinstance(value, cst.Name) or (
        isinstance(value, (cst.Integer, cst.Float)) and not _is_zero(value)
    )


def _attention(file: FileModel, reading: Reading, event: FunctionCall) -> Finding:
    builder = FixBuilder(file, reading.definition.statement)
    rate = keyword_value(event.node, "dropout_p")
    assert rate is not None  # _drops_always found it
    builder.wrap(rate, "", " if self.training else 0.0")
    fix = builder.build(RULE.titled())
    return RULE.finding(builder.span(rate), "attention", fix=fix, rate=builder.source(rate))


def _fresh_layer(reading: Reading, use: Use) -> cst.Call | None:
    """The `nn.Dropout(0.5)` that forward makes and calls, else None."""
    layer = use.value
    if not isinstance(layer, Module) or layer.alternatives:
        return None
    if layer.nn_name not in facts.DROPOUT_LAYERS or not isinstance(layer.node, cst.Call):
        return None
    if (id(layer.node), True) not in reading.creations:
        return None
    rates = [argument.value for argument in layer.node.args]
    return layer.node if not (rates and _is_zero(rates[0])) else None


def _function(file: FileModel, reading: Reading, event: FunctionCall) -> Finding:
    builder = FixBuilder(file, reading.definition.statement)
    last = event.node.args[-1] if event.node.args else None
    fix: Fix | None = None
    if last is not None:
        end = builder.outer(last.value).end
        builder.insert(end, ", training=self.training")
        fix = builder.build(RULE.titled())
    name = event.function.rpartition(".")[2]
    return RULE.finding(builder.span(event.node), "function", fix=fix, function=name)


def _layer(file: FileModel, reading: Reading, use: Use, layer: cst.Call) -> Finding:
    builder = FixBuilder(file, reading.definition.statement)
    name = layer.func.attr.value if isinstance(layer.func, cst.Attribute) else "Dropout"
    return RULE.finding(
        builder.span(layer), "layer", fix=_layer_fix(builder, use, layer), layer=name
    )


def _layer_fix(builder: FixBuilder, use: Use, layer: cst.Call) -> Fix | None:
    """`nn.Dropout(0.5)(x)` -> `F.dropout(x, 0.5, training=self.training)`."""
    plain = all(not a.star and a.keyword is None for a in (*layer.args, *use.node.args))
    if use.node.func is not layer or not plain or len(use.node.args) != 1 or len(layer.args) > 1:
        return None
    if not isinstance(use.value, Module) or use.value.nn_name != "Dropout":
        return None
    function = builder.torch_name("torch.nn.functional.dropout")
    arguments = [builder.source(a.value) for a in (*use.node.args, *layer.args)]
    text = f"{function}({', '.join(arguments)}, training=self.training)"
    builder.replace(use.node, text)
    return builder.build(RULE.titled())


RULE = Rule(
    id="dropout-ignores-eval",
    severity=Severity.WARNING,
    title={
        "en": "This dropout stays on after `model.eval()`.",
        "ko": "이 dropout은 `model.eval()` 뒤에도 꺼지지 않습니다.",
    },
    messages={
        "function": {
            "en": "`{function}` drops values after `model.eval()` too, because its `training` is True"
            " by default: predictions stay random. Pass `training=self.training`.",
            "ko": "`{function}` 함수의 `training` 기본값이 True라서 `model.eval()` 뒤에도 값을 버리고 예측이"
            " 매번 달라집니다. `training=self.training` 인자를 넘기세요.",
        },
        "attention": {
            "en": "Attention drops values after `model.eval()` too, because it knows nothing of the"
            " mode: predictions stay random. Pass `dropout_p={rate} if self.training else 0.0`.",
            "ko": "attention 함수는 mode를 몰라서 `model.eval()` 뒤에도 값을 버리고 예측이 매번 달라집니다."
            " `dropout_p={rate} if self.training else 0.0` 인자를 넘기세요.",
        },
        "layer": {
            "en": "This `{layer}` is made anew in every call, so `model.eval()` never reaches it and"
            " predictions stay random. Make it in `__init__`, or use `F.dropout` with"
            " `training=self.training`.",
            "ko": "이 `{layer}` 레이어는 호출할 때마다 새로 만들어져 `model.eval()`이 닿지 않고 예측이 매번"
            " 달라집니다. `__init__`에서 만들거나 `F.dropout` 함수에 `training=self.training` 인자를 넘기세요.",
        },
    },
    why={
        "en": "`model.eval()` sets `training = False` on the model and on every registered Module in"
        " it. A function sees nothing of that: `F.dropout` drops values unless it is told"
        " `training=False`. A layer made in forward starts in training mode each time. The same input"
        " then gives another prediction at every call, and measured accuracy is too low.",
        "ko": "`model.eval()`은 모델과 그 안에 등록된 모든 Module에 `training = False`를 설정합니다. 함수는"
        " 그것을 모릅니다. `F.dropout`은 `training=False`를 받지 않으면 값을 버립니다. forward에서 만든"
        " 레이어는 매번 training mode로 시작합니다. 그래서 같은 입력에도 예측이 매번 다르고, 측정한 정확도가"
        " 낮게 나옵니다.",
    },
    bad="""\
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = F.dropout(x, 0.5)
        return self.fc(x)
""",
    good="""\
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = F.dropout(x, 0.5, training=self.training)
        return self.fc(x)
""",
    fix_title={
        "en": "Follow the mode of the model",
        "ko": "모델의 mode를 따르기",
    },
    fix={
        "en": "Adds `training=self.training`; an `nn.Dropout(p)(x)` becomes that call of `F.dropout`.",
        "ko": "`training=self.training` 인자를 더합니다. `nn.Dropout(p)(x)`는 그 인자를 넘기는 `F.dropout`"
        " 호출로 바꿉니다.",
    },
    silent={
        "en": "`training` is passed, the line or a branch around it asks `self.training`, the rate is 0,"
        " or the class or method says that dropout is meant to stay on (`MCDropout`, `bayesian`,"
        " `sample`).",
        "ko": "`training`을 넘기거나, 그 줄이나 둘러싼 분기가 `self.training`을 확인하거나, 비율이 0이거나,"
        " 클래스나 메서드 이름이 dropout을 켜 두려는 뜻이면(`MCDropout`, `bayesian`, `sample`) 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html",
    check=check,
    judges="classes",
)
