"""A Python counter in the forward of a compiled class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

import libcst as cst

from ..file_model import FileModel
from ..finding import Finding, Severity
from ..reading import Reading
from ..rule import Rule
from ..tree import walk


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        if reading.definition.name not in file.compiled_classes():
            continue
        counters = {
            a.attribute
            for a in reading.assignments
            if a.constructing and isinstance(a.value_node, cst.Integer)
        }
        seen: set[str] = set()
        for attribute, target in _counted(reading):
            if attribute in counters and attribute not in seen:
                seen.add(attribute)
                yield RULE.finding(
                    reading.definition.statement.places.span(target),
                    "counter",
                    subject=f"{reading.definition.name}.{attribute}",
                    name=attribute,
                )


def _counted(reading: Reading) -> Iterator[tuple[str, cst.Attribute]]:
    """`self.n += 1` and `self.n = self.n + 1` in what forward runs, in this class."""
    for event in reading.augmentations:
        target = event.node.target
        if event.frame.running and event.frame.in_class and _is_own(target):
            yield target.attr.value, target
    for assignment in reading.assignments:
        value = assignment.value_node
        if (
            assignment.in_class
            and assignment.method == "forward"
            and isinstance(value, cst.BinaryOperation)
            and any(_is_own(n) and n.attr.value == assignment.attribute for n in walk(value))
        ):
            yield assignment.attribute, assignment.target


def _is_own(node: cst.CSTNode) -> TypeGuard[cst.Attribute]:
    return (
        isinstance(node, cst.Attribute)
        and isinstance(node.value, cst.Name)
        and node.value.value == "self"
    )


RULE = Rule(
    id="counter-recompiles",
    severity=Severity.HINT,
    title={
        "en": "A compiled model compiles again for every value of an integer attribute.",
        "ko": "컴파일된 모델은 정수 속성의 값이 바뀔 때마다 다시 컴파일합니다.",
    },
    messages={
        "counter": {
            "en": "`torch.compile` takes `self.{name}` as fixed: this model compiles again in every call,"
            " and after eight times runs uncompiled. Count in a buffer (a tensor), or outside forward.",
            "ko": "`torch.compile` 함수는 `self.{name}` 값을 고정된 것으로 보므로, 호출할 때마다 다시 컴파일하고"
            " 여덟 번 뒤에는 컴파일 없이 실행합니다. buffer(텐서)나 forward 밖에서 세세요.",
        },
    },
    why={
        "en": "Compiled code is valid for the Python values it was compiled with. An integer attribute of a"
        " Module counts as one of them, even when only `+= 1` uses it: with the next value the code does"
        " not fit, and `torch.compile` starts again. At the limit of eight versions it gives up and runs"
        " forward in plain Python. A tensor is data, not a fixed value.",
        "ko": "컴파일된 코드는 컴파일할 때의 Python 값에만 맞습니다. Module의 정수 속성도 그런 값이라서 `+= 1`에만"
        " 쓰더라도 값이 바뀌면 코드가 맞지 않아 `torch.compile`이 다시 시작합니다. 여덟 가지가 되면 포기하고"
        " forward를 일반 Python으로 실행합니다. 텐서는 고정된 값이 아니라 데이터입니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.fc(x)


model = torch.compile(Net())
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.register_buffer("calls", torch.zeros((), dtype=torch.long))

    def forward(self, x):
        self.calls += 1
        return self.fc(x)


model = torch.compile(Net())
""",
    silent={
        "en": "The class is not compiled in this file, or the attribute starts as a tensor or a float"
        " (which compiles twice at most).",
        "ko": "클래스를 이 파일에서 컴파일하지 않거나, 속성이 텐서나 float로 시작하면(많아야 두 번 컴파일합니다)"
        " 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/main/user_guide/torch_compiler/compile/programming_model.recompilation.html",
    check=check,
    judges="classes",
)
