"""A tensor that should learn but is not a Parameter."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity, Span
from ..held import leaves
from ..plain_tensors import (
    TensorAttribute,
    is_assigned_later,
    is_given_to_optimizer,
    tensor_attributes,
)
from ..rule import Rule
from ..tree import walk
from ..values import Container, Tensor


def check(file: FileModel) -> Iterator[Finding]:
    for attribute in tensor_attributes(file):
        if not attribute.value.trainable:
            continue
        if is_given_to_optimizer(attribute) or is_assigned_later(attribute):
            continue
        yield RULE.finding(
            attribute.span,
            "plain",
            subject=attribute.subject,
            fix=_fix(file, attribute),
            name=attribute.assignment.attribute,
        )
    for attribute, container in _in_containers(file):
        yield RULE.finding(
            attribute.span,
            "inside",
            subject=attribute.subject,
            name=attribute.assignment.attribute,
            fitting="ParameterDict" if container.kind == "dict" else "ParameterList",
        )


def _in_containers(file: FileModel) -> Iterator[tuple[TensorAttribute, Container]]:
    """The lists and dicts of tensors that require grad, in attributes."""
    for reading in file.readings:
        for assignment in reading.assignments:
            container = assignment.value
            if (
                not isinstance(container, Container)
                or container.visible
                or container.escaped
                or not assignment.constructing
                or not assignment.in_class
            ):
                continue
            trainable = [
                item
                for item in leaves(container)
                if isinstance(item, Tensor)
                and item.records
                and item.leaf
                and not item.visible
                and not item.escaped
            ]
            if not trainable:
                continue
            attribute = TensorAttribute(reading, assignment, trainable[0])
            if (
                not file.is_deliberate(attribute.span.start)
                and not is_given_to_optimizer(attribute)
                and not is_assigned_later(attribute)
            ):
                yield attribute, container


def _fix(file: FileModel, attribute: TensorAttribute) -> Fix | None:
    """`torch.randn(8, requires_grad=True)` -> `nn.Parameter(torch.randn(8))`."""
    node = attribute.assignment.value_node
    if not isinstance(node, (cst.Call, cst.BinaryOperation)) or not attribute.assignment.sole:
        return None
    builder = FixBuilder(file, attribute.reading.definition.statement)
    for part in walk(node):
        if isinstance(part, cst.Call):
            _drop_requires_grad(builder, file, part)
    builder.wrap(node, f"{builder.torch_name('torch.nn.Parameter')}(", ")")
    return builder.build(RULE.titled())


def _drop_requires_grad(builder: FixBuilder, file: FileModel, call: cst.Call) -> None:
    """Remove `requires_grad=True`, or a `.requires_grad_()` at the end of a chain."""
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "requires_grad_":
        start = builder.outer(call.func.value).end
        builder.replace_span(Span(start, builder.span(call).end), "")
        return
    for index, argument in enumerate(call.args):
        if argument.keyword is not None and argument.keyword.value == "requires_grad":
            span = builder.outer(argument)  # with the comma after it
            if index:
                before = builder.outer(call.args[index - 1].value).end
                span = Span(before, builder.outer(argument.value).end)
            builder.replace_span(span, "")


RULE = Rule(
    id="trainable-tensor-not-parameter",
    severity=Severity.WARNING,
    title={
        "en": "A tensor with `requires_grad=True` is not a Parameter.",
        "ko": "`requires_grad=True`인 텐서는 Parameter가 아닙니다.",
    },
    messages={
        "plain": {
            "en": "`self.{name}` gets gradients, but it is not an `nn.Parameter`: `model.parameters()`"
            " does not yield it, so the optimizer never updates it. Wrap it in `nn.Parameter(...)`.",
            "ko": "`self.{name}` 속성은 gradient를 받지만 `nn.Parameter` 객체가 아닙니다."
            " `model.parameters()`에 나오지 않아 optimizer가 갱신하지 않으므로"
            " `nn.Parameter(...)`로 감싸세요.",
        },
        "inside": {
            "en": "The tensors in `self.{name}` get gradients, but they are not Parameters:"
            " `model.parameters()` does not yield them, so the optimizer never updates them. Put"
            " Parameters into an `nn.{fitting}`.",
            "ko": "`self.{name}` 속성에 담긴 텐서는 gradient를 받지만 Parameter가 아닙니다."
            " `model.parameters()`에 나오지 않아 optimizer가 갱신하지 않으므로 Parameter로 만들어"
            " `nn.{fitting}` 객체에 담으세요.",
        },
    },
    why={
        "en": "`requires_grad=True` asks autograd for a gradient. It does not tell the Module that"
        " the tensor belongs to it: only `nn.Parameter` is registered on assignment. The gradient"
        " is computed in every step, never used and never cleared, and the tensor is neither saved"
        " nor moved by `.to(device)`.",
        "ko": "`requires_grad=True`는 autograd에 gradient를 요청할 뿐, 그 텐서가 Module의 것이라고"
        " 알리지 않습니다. 대입할 때 등록되는 것은 `nn.Parameter`뿐입니다. gradient는 매 step 계산되지만"
        " 쓰이지도 지워지지도 않고, 텐서는 저장되지도 `.to(device)`로 옮겨지지도 않습니다.",
    },
    bad="""\
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = torch.zeros(8, requires_grad=True)

    def forward(self, x):
        return x * torch.sigmoid(self.gate)
""",
    good="""\
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = nn.Parameter(torch.zeros(8))

    def forward(self, x):
        return x * torch.sigmoid(self.gate)
""",
    fix_title={
        "en": "Make it an `nn.Parameter`",
        "ko": "`nn.Parameter` 객체로 만들기",
    },
    fix={
        "en": "Wraps the tensor in `nn.Parameter(...)` and drops `requires_grad=True`, which a"
        " Parameter has by default. It appears in `state_dict()`, so an older checkpoint lacks it.",
        "ko": "텐서를 `nn.Parameter(...)`로 감싸고, Parameter의 기본값인 `requires_grad=True`를 지웁니다."
        " `state_dict()`에 나타나므로 이전 체크포인트에는 그 값이 없습니다.",
    },
    silent={
        "en": "The class gives the tensor to an optimizer of its own, registers it"
        " (`register_parameter`), or assigns the attribute anew while running.",
        "ko": "클래스가 직접 만든 optimizer에 텐서를 넘기거나, 등록하거나(`register_parameter`), 실행 중에"
        " 속성을 다시 대입하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
    judges="classes",
)
