"""A layer or Parameter that stands in the class body instead of `__init__`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..events import Binding
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..held import leaves
from ..reading import Reading
from ..rule import Rule
from ..state import surely_stateful
from ..tree import dotted_name, names_in, walk
from ..values import Container


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        definition = reading.definition
        if any(_is_dataclass(decorator) for decorator in definition.node.decorators):
            continue
        for binding in reading.class_body.values():
            name = binding.name
            if not any(surely_stateful(value, file) for value in leaves(binding.value)):
                continue
            target = _target(binding)
            if target is None:
                continue
            if _is_assigned(reading, name) or _is_only_a_default(reading, target):
                continue
            span = definition.statement.places.span(target)
            if not file.is_deliberate(span.start):
                yield RULE.finding(
                    span,
                    "several" if isinstance(binding.value, Container) else "one",
                    subject=f"{definition.name}.{name}",
                    name=name,
                    owner=definition.name,
                )


def _is_dataclass(decorator: cst.Decorator) -> bool:
    node = decorator.decorator
    name = dotted_name(node.func if isinstance(node, cst.Call) else node) or ""
    return name.rpartition(".")[2] == "dataclass"


def _target(binding: Binding) -> cst.Name | None:
    """The name that the statement binds."""
    statement = binding.statement
    targets: list[cst.CSTNode] = []
    if isinstance(statement, cst.Assign):
        targets = [target.target for target in statement.targets]
    elif isinstance(statement, cst.AnnAssign):
        targets = [statement.target]
    names = (node for target in targets for node in walk(target) if isinstance(node, cst.Name))
    return next((node for node in names if node.value == binding.name), None)


def _is_assigned(reading: Reading, name: str) -> bool:
    """Whether a method assigns `self.name`: then the class body is a default."""
    return any(assignment.attribute == name for assignment in reading.assignments)


def _is_only_a_default(reading: Reading, target: cst.Name) -> bool:
    """Whether the class body, or a method that constructs, takes the value from the name.

    It may be the default of an argument, or be registered under another name.
    """
    name = target.value
    definition = reading.definition
    parts = definition.statement.naming(definition.node, name)
    for node, above in (found for part in parts for found in names_in(part).get(name, ())):
        function = next((n for n in above if isinstance(n, cst.FunctionDef)), None)
        if isinstance(node, cst.Name):
            if node is target or isinstance(above[-1], cst.Attribute):
                continue
            if function is None or any(isinstance(n, cst.Param) for n in above):
                return True
        elif (
            isinstance(node, cst.Attribute)
            and function is not None
            and function.name.value in reading.constructing_methods
        ):
            return True
    return False


RULE = Rule(
    id="class-level-layer",
    severity=Severity.WARNING,
    title={
        "en": "A layer in the class body is not registered, and all objects share it.",
        "ko": "클래스 본문에 둔 레이어는 등록되지 않고, 모든 객체가 함께 씁니다.",
    },
    messages={
        "one": {
            "en": "`{name}` stands in the body of `{owner}`: it is not registered, so no optimizer gets"
            " it, and all `{owner}` objects share it. Write `self.{name} = ...` in `__init__`.",
            "ko": "`{name}` 속성이 `{owner}` 클래스 본문에 있어 등록되지 않으므로 optimizer가 받지 못하고, 모든"
            " 객체가 함께 씁니다. `__init__`에서 `self.{name} = ...`로 만드세요.",
        },
        "several": {
            "en": "The layers in `{name}` stand in the body of `{owner}`: they are not registered, and"
            " all `{owner}` objects share them. Write `self.{name} = nn.ModuleList(...)` in"
            " `__init__`.",
            "ko": "`{name}` 속성의 레이어들이 `{owner}` 클래스 본문에 있어 등록되지 않고, 모든 객체가 함께"
            " 씁니다. `__init__`에서 `self.{name} = nn.ModuleList(...)`로 만드세요.",
        },
    },
    why={
        "en": "A Module registers what is assigned to `self`. A name in the class body belongs to the"
        " class and is made once, when Python reads the class: nothing is assigned to `self`, so"
        " `parameters()`, `state_dict()` and `.to(device)` do not know the layer. `self.fc(x)` still"
        " finds it through the class, so forward runs. Dataclasses and Keras-like libraries have"
        " other habits; PyTorch wants layers in `__init__`.",
        "ko": "Module은 `self`에 대입된 것을 등록합니다. 클래스 본문의 이름은 클래스에 속하고, Python이 클래스를"
        " 읽을 때 한 번 만들어집니다. `self`에 대입되지 않으므로 `parameters()`, `state_dict()`,"
        " `.to(device)`는 그 레이어를 모릅니다. 그래도 `self.fc(x)`는 클래스를 통해 찾으므로 forward는"
        " 실행됩니다. dataclass 같은 다른 도구의 습관과 달리, PyTorch에서는 레이어를 `__init__`에서"
        " 만듭니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)
""",
    silent={
        "en": "The name has only an annotation (`fc: nn.Linear`), holds a class (`norm ="
        " nn.BatchNorm2d`) or a layer without weights (`act = nn.ReLU()`), or is a default that"
        " `__init__` takes up.",
        "ko": "annotation만 있거나(`fc: nn.Linear`), 클래스 자체이거나(`norm = nn.BatchNorm2d`), 가중치가 없는"
        " 레이어이거나(`act = nn.ReLU()`), `__init__`이 가져다 쓰는 기본값이면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/modules.html",
    check=check,
    judges="classes",
)
