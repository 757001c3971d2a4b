"""Code in a compiled forward that splits the graph."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..events import BRANCHES
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..reading import Reading
from ..rule import Rule
from ..surely import surely_tensors
from ..tree import walk
from ..values import Activation

# Functions that torch.compile leaves to Python (measured with torch._dynamo.explain, torch 2.13).
_PYTHON_FUNCTIONS = frozenset({"print", "time.time", "time.perf_counter", "time.monotonic"})
_PYTHON_MODULES = ("random.", "numpy.random.")
_CONVERSIONS = frozenset({"float", "int", "bool"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        if reading.definition.name not in file.compiled_classes():
            continue
        seen: set[int] = set()
        for node, kind, what in _breaks(reading):
            if id(node) in seen:
                continue
            seen.add(id(node))
            span = reading.definition.statement.places.span(node)
            yield RULE.finding(span, kind, what=what)


def _breaks(reading: Reading) -> Iterator[tuple[cst.CSTNode, str, str]]:
    """The places that split the graph, the sentence about each, and what it is called."""
    tensors = surely_tensors(reading)
    for call in reading.functions:
        if not call.frame.running or not call.frame.in_class or _conditional(call.enclosing):
            continue
        name = call.function
        if name in _PYTHON_FUNCTIONS or name.startswith(_PYTHON_MODULES):
            yield call.node, "python", name.replace("numpy.", "np.")
        elif name in _CONVERSIONS and any(_is_computed(v, tensors) for v in call.arguments):
            yield call.node, "value", f"{name}(...)"
    for use in reading.uses:
        if not use.frame.running or not use.frame.in_class or _conditional(use.enclosing):
            continue
        if use.method in ("item", "tolist") and _is_computed(use.value, tensors):
            yield use.node, "value", f".{use.method}()"
    asked = {
        id(flow.value.node): flow.value
        for flow in reading.flows
        if flow.frame.running and flow.frame.in_class
    }
    for node in walk(reading.definition.node):
        if isinstance(node, (cst.If, cst.While)):
            test = node.test
            while isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
                test = test.expression
            value = asked.get(id(test))
            if value is not None and id(value) in tensors and _is_tensor_test(value):
                word = "if" if isinstance(node, cst.If) else "while"
                yield node.test, "branch", word


def _conditional(enclosing: tuple[cst.CSTNode, ...]) -> bool:
    """Whether the place is reached on some way only, as a print for debugging often is."""
    return any(isinstance(node, BRANCHES) for node in enclosing)


def _is_computed(value: object, tensors: frozenset[int]) -> bool:
    return isinstance(value, Activation) and id(value) in tensors


def _is_tensor_test(value: Activation) -> bool:
    if isinstance(value.node, cst.Comparison):
        return True
    name = value.function or ""
    return name.startswith("torch.") or name in facts.TENSOR_METHODS | facts.MOSTLY_TENSOR_METHODS


RULE = Rule(
    id="graph-break-in-forward",
    severity=Severity.HINT,
    title={
        "en": "`torch.compile` has to split the model here.",
        "ko": "`torch.compile`이 여기서 모델을 나누어야 합니다.",
    },
    messages={
        "value": {
            "en": "`{what}` needs the number while forward runs, so `torch.compile` splits the model here"
            " and gains less. Stay with tensors inside forward.",
            "ko": "`{what}` 호출은 forward 도중에 값이 필요하므로 `torch.compile`이 여기서 모델을 나누고 이득이"
            " 줄어듭니다. forward 안에서는 텐서로만 계산하세요.",
        },
        "python": {
            "en": "`torch.compile` cannot take `{what}` into the graph: it splits the model here and runs"
            " this in Python at every call. Move it out of forward.",
            "ko": "`torch.compile` 함수는 `{what}` 호출을 그래프에 넣지 못해 여기서 모델을 나누고, 호출할 때마다 이"
            " 부분을 Python으로 실행합니다. forward 밖으로 옮기세요.",
        },
        "branch": {
            "en": "This `{what}` depends on the values of a tensor, so `torch.compile` splits the model"
            " here. Where both ways can be computed, use `torch.where`.",
            "ko": "이 `{what}` 문은 텐서의 값에 따라 갈리므로 `torch.compile`이 여기서 모델을 나눕니다. 두"
            " 경로를 모두 계산할 수 있으면 `torch.where` 함수를 쓰세요.",
        },
    },
    why={
        "en": "`torch.compile` records forward as a graph without knowing any values. Where Python needs a"
        " value, or does something that is not a tensor operation, the graph ends, Python runs that line, and"
        " another graph begins. The result stays right, but operations are not joined across such a break,"
        " and each part is compiled and started by itself. `torch._dynamo.explain(model)(x)` lists the"
        " breaks.",
        "ko": "`torch.compile`은 값을 모르는 채로 forward를 그래프로 기록합니다. Python이 값을 필요로 하거나 텐서"
        " 연산이 아닌 일을 하면 그래프가 끝나고, Python이 그 줄을 실행한 뒤 다른 그래프가 시작됩니다. 결과는 맞지만"
        " 그 경계를 넘어 연산을 합칠 수 없고, 부분마다 따로 컴파일하고 실행합니다."
        " `torch._dynamo.explain(model)(x)`가 나뉘는 곳을 알려 줍니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        return x / x.abs().max().item()


model = torch.compile(Net())
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        return x / x.abs().max()


model = torch.compile(Net())
""",
    silent={
        "en": "The class is not compiled in this file, the line stands in a branch of its own (a print for"
        " debugging), or it asks for a shape only.",
        "ko": "클래스를 이 파일에서 컴파일하지 않거나, 그 줄이 분기 안에 있거나(디버깅용 print), shape만 물으면"
        " 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/main/user_guide/torch_compiler/compile/programming_model.graph_breaks_index.html",
    check=check,
    judges="classes",
)
