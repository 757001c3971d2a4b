"""A forward that computes something and returns nothing."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..reading import Reading
from ..rule import Rule
from ..tree import children, dotted_name, statements
from ..values import Activation, Element, Module, SelfReference

_HARMLESS_CALLS = frozenset({"print", "super", "logging.debug", "logging.info", "warnings.warn"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        forward = reading.definition.methods().get("forward")
        if forward is None or forward.returns is not None or forward.decorators:
            continue
        if not _computes(reading) or _may_end_otherwise(forward) or _has_effect(reading, forward):
            continue
        result = _result(reading)
        yield RULE.finding(
            reading.definition.statement.places.span(forward.name),
            "unnamed" if result is None else "named",
            subject=f"{reading.definition.name}.forward",
            fix=_fix(file, reading, forward, result),
            owner=reading.definition.name,
            result=result or "...",
        )


def _in_forward(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Everything in the body, without functions and classes in it."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            pending += children(node)


def _may_end_otherwise(forward: cst.FunctionDef) -> bool:
    """Whether it returns a value somewhere, yields, or raises and so is not meant to be called."""
    return any(
        isinstance(node, (cst.Yield, cst.Raise))
        or (isinstance(node, cst.Return) and node.value is not None)
        for node in _in_forward(forward.body)
    )


def _computes(reading: Reading) -> bool:
    """Whether a layer or a torch function is applied in forward."""
    return any(
        flow.frame.in_class
        and flow.frame.method == "forward"
        and (
            isinstance(flow.value.maker, (Module, SelfReference))
            or (
                isinstance(flow.value.maker, Element)
                and any(isinstance(item, Module) for item in flow.value.maker.container.items)
            )
            or (flow.value.function or "").startswith("torch.")
            or flow.value.function in facts.TENSOR_ONLY | facts.REDUCING
        )
        for flow in reading.flows
    )


def _has_effect(reading: Reading, forward: cst.FunctionDef) -> bool:
    """Whether it leaves something behind: on the object, in an argument or in another function."""
    layers = {
        id(use.node) for use in reading.uses if use.method is None and isinstance(use.value, Module)
    }
    # x.softmax(dim=1) alone
    layers |= {
        id(flow.value.node) for flow in reading.flows if flow.value.function in facts.RETURNS_ANEW
    }
    for node in _in_forward(forward.body):
        if isinstance(node, (cst.Global, cst.Nonlocal, cst.Await)):
            return True
        if isinstance(node, cst.AugAssign) and not isinstance(node.target, cst.Name):
            return True
        if isinstance(node, (cst.AssignTarget, cst.AnnAssign)) and not _only_names(node.target):
            return True
        for call in _calls(node.value) if isinstance(node, cst.Expr) else ():
            name = dotted_name(call.func)
            is_super = isinstance(call.func, cst.Attribute) and isinstance(
                call.func.value, cst.Call
            )
            if id(call) not in layers and name not in _HARMLESS_CALLS and not is_super:
                return True
    return False


def _calls(alone: cst.BaseExpression) -> Iterator[cst.Call]:
    """The calls that an expression consists of whose value goes nowhere: `log and log.append(x)`."""
    match alone:
        case cst.Call():
            yield alone
        case cst.BooleanOperation(left=first, right=second) | cst.IfExp(body=first, orelse=second):
            yield from _calls(first)
            yield from _calls(second)
        case cst.ListComp(elt=element) | cst.SetComp(elt=element):
            yield from _calls(element)
        case _:
            pass


def _only_names(target: cst.BaseExpression) -> bool:
    if isinstance(target, (cst.Tuple, cst.List)):
        return all(_only_names(element.value) for element in target.elements)
    return isinstance(target, cst.Name)


def _result(reading: Reading) -> str | None:
    """The name that forward gave to what it computed last."""
    names = [
        binding.name
        for binding in reading.bindings
        if binding.frame.method == "forward"
        and binding.frame.in_class
        and isinstance(binding.value, Activation)
    ]
    return names[-1] if names else None


def _fix(
    file: FileModel, reading: Reading, forward: cst.FunctionDef, result: str | None
) -> Fix | None:
    """`return` before a layer that stands alone at the end, or a line that returns the result."""
    builder = FixBuilder(file, reading.definition.statement)
    if not isinstance(forward.body, cst.IndentedBlock):
        return None
    last = statements(forward.body)[-1]
    if isinstance(last, cst.Expr) and any(use.node is last.value for use in reading.uses):
        builder.insert(builder.outer(last.value).start, "return ")
        return builder.build(RULE.titled(result="..."))
    if result is None or isinstance(last, (cst.Return, cst.Pass)):
        return None
    text, place = file.text, builder.span(forward.body.body[-1])
    line = max(text.rfind("\n", 0, place.start), text.rfind("\r", 0, place.start)) + 1
    end = place.start + len(text[place.start : place.end].rstrip())
    while end < len(text) and text[end] not in "\r\n":
        end += 1
    newline = "\r\n" if text.startswith("\r\n", end) else "\n"
    builder.insert(end, f"{newline}{text[line : place.start]}return {result}")
    return builder.build(RULE.titled(result=result))


RULE = Rule(
    id="forward-returns-nothing",
    severity=Severity.WARNING,
    title={
        "en": "`forward` computes something and returns nothing.",
        "ko": "`forward`가 계산만 하고 아무것도 반환하지 않습니다.",
    },
    messages={
        "named": {
            "en": "`forward` has no `return`, so calling `{owner}` gives `None` and the result is"
            " lost. End it with `return {result}`.",
            "ko": "`forward` 메서드에 `return`이 없어 `{owner}` 객체를 호출하면 `None`이 나오고 계산 결과는"
            " 사라집니다. 끝에 `return {result}` 문을 쓰세요.",
        },
        "unnamed": {
            "en": "`forward` has no `return`, so calling `{owner}` gives `None` and the result is"
            " lost. Return what the last layer gives.",
            "ko": "`forward` 메서드에 `return`이 없어 `{owner}` 객체를 호출하면 `None`이 나오고 계산 결과는"
            " 사라집니다. 마지막 레이어의 결과를 반환하세요.",
        },
    },
    why={
        "en": "Calling a model runs `forward` and hands on what it returns. A Python function"
        " without `return` returns `None`, so the loss stops with an error about `NoneType`, far"
        " from the line that is missing.",
        "ko": "모델을 호출하면 `forward`가 실행되고 그 반환값이 그대로 나옵니다. `return`이 없는 Python 함수는"
        " `None`을 반환하므로, 빠진 줄과는 먼 loss 계산에서 `NoneType` 오류로 멈춥니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.fc2(x)
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.fc2(x)
        return x
""",
    fix_title={
        "en": "Return the result: `return {result}`",
        "ko": "결과 반환하기: `return {result}`",
    },
    fix={
        "en": "Adds `return` with the name that was assigned last, or before the layer that is"
        " called last.",
        "ko": "마지막으로 대입한 이름을 반환하는 줄을 추가하거나, 마지막으로 호출한 레이어 앞에 `return`을"
        " 붙입니다.",
    },
    silent={
        "en": "`forward` raises, is marked `-> None` or decorated, or leaves something behind: it"
        " assigns an attribute, changes an argument or calls code that may.",
        "ko": "`forward`가 예외를 일으키거나, `-> None`으로 표시되었거나, decorator가 있거나, 속성 대입, 인자"
        " 변경, 그럴 수 있는 코드 호출처럼 무언가를 남기면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.forward",
    check=check,
    judges="classes",
)
