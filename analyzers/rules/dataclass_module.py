"""`@dataclass` on a Module."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..file_model import FileModel
from ..finding import Finding, Severity
from ..rule import Rule
from ..statement import ClassDefinition
from ..tree import dotted_name, statements, walk

# They give the class another way of being built or compared.
_OWN_WAYS = frozenset({"__new__", "__setattr__", "__init_subclass__"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        definition = reading.definition
        decorator = _decorator(file, definition)
        methods = definition.methods()
        if decorator is None or _any_base_has(file, definition, _OWN_WAYS):
            continue
        message = None
        if _option(decorator, "init", True) and "__init__" not in methods:
            if _module_field(file, definition) is not None:
                message = "field"
            elif "__post_init__" not in methods:
                message = "init"
        if message is None and _is_unhashable(decorator, definition):
            message = "hash"
        if message is not None:
            places = definition.statement.places
            yield RULE.finding(
                places.span(decorator),
                message,
                subject=definition.name,
                name=definition.name,
                field=_module_field(file, definition) or "",
            )


def _decorator(file: FileModel, definition: ClassDefinition) -> cst.BaseExpression | None:
    for decorator in definition.node.decorators:
        node = decorator.decorator
        function = node.func if isinstance(node, cst.Call) else node
        if file.names.resolve(function) == "dataclasses.dataclass":
            return node
    return None


def _any_base_has(file: FileModel, definition: ClassDefinition, names: frozenset[str]) -> bool:
    current: ClassDefinition | None = definition
    seen = set[str]()
    while current is not None and current.name not in seen:
        seen.add(current.name)
        if names & current.methods().keys():
            return True
        bases = current.node.bases
        if any(file.names.resolve(base.value) == "torch.nn.Module" for base in bases):
            return False
        current = file.module_classes.get(dotted_name(bases[0].value) or "") if bases else None
    return current is None  # a base from elsewhere may have them


def _option(decorator: cst.BaseExpression, name: str, default: bool) -> bool | None:
    """A switch of `@dataclass(...)`; None when it is not written as a constant."""
    if not isinstance(decorator, cst.Call):
        return default
    for argument in decorator.args:
        if argument.star:
            return None
        if argument.keyword is not None and argument.keyword.value == name:
            value = argument.value
            if isinstance(value, cst.Name) and value.value in ("True", "False"):
                return value.value == "True"
            return None
    return default


def _is_unhashable(decorator: cst.BaseExpression, definition: ClassDefinition) -> bool:
    """Whether the decorator adds `__eq__` and thereby takes `__hash__` away."""
    assigned = (
        target.target
        for statement in statements(definition.node.body)
        if isinstance(statement, cst.Assign)
        for target in statement.targets
    )
    if any(isinstance(target, cst.Name) and target.value == "__hash__" for target in assigned):
        return False
    return (
        _option(decorator, "eq", True) is True
        and _option(decorator, "unsafe_hash", False) is False
        and _option(decorator, "frozen", False) is False
        and "__hash__" not in definition.methods()
    )


def _module_field(file: FileModel, definition: ClassDefinition) -> str | None:
    """The first field whose type is a Module and that `__init__` assigns."""
    for statement in statements(definition.node.body):
        if not isinstance(statement, cst.AnnAssign) or not isinstance(statement.target, cst.Name):
            continue
        node = statement.annotation.annotation
        if not file.is_module_base(node) and dotted_name(node) not in file.module_classes:
            continue
        if statement.value is not None and any(
            isinstance(part, cst.Arg) and part.keyword is not None and part.keyword.value == "init"
            for part in walk(statement.value)
        ):
            continue  # field(init=False): made in __post_init__
        return statement.target.value
    return None


RULE = Rule(
    id="dataclass-module",
    severity=Severity.ERROR,
    title={
        "en": "`@dataclass` and `nn.Module` do not go together.",
        "ko": "`@dataclass`와 `nn.Module`은 함께 쓸 수 없습니다.",
    },
    messages={
        "field": {
            "en": "The `__init__` that `@dataclass` writes assigns `{field}` before `nn.Module` is"
            " initialised, which raises an AttributeError. Write `__init__` yourself, with"
            " `super().__init__()` first.",
            "ko": "`@dataclass`가 만드는 `__init__`은 `nn.Module`을 초기화하기 전에 `{field}` 값을 대입하여"
            " AttributeError가 납니다. `super().__init__()`로 시작하는 `__init__`을 직접 쓰세요.",
        },
        "init": {
            "en": "The `__init__` that `@dataclass` writes never calls `super().__init__()`, so {name}"
            " fails when it is called. Write `__init__` yourself.",
            "ko": "`@dataclass`가 만드는 `__init__`은 `super().__init__()`을 호출하지 않아 {name} 객체를 호출할"
            " 때 오류가 납니다. `__init__`을 직접 쓰세요.",
        },
        "hash": {
            "en": "`@dataclass` adds `__eq__` and thereby removes `__hash__`, so `parameters()` raises"
            " `unhashable type`. Remove the decorator and write `__init__` yourself.",
            "ko": "`@dataclass`는 `__eq__`를 더하면서 `__hash__`를 없애므로 `parameters()` 호출에서"
            " `unhashable type` 오류가 납니다. decorator를 지우고 `__init__`을 직접 쓰세요.",
        },
    },
    why={
        "en": "A dataclass gets an `__init__` that assigns its fields and nothing else. `nn.Module` needs"
        " `super().__init__()` before the first layer, and `__post_init__` runs too late for that:"
        " `cannot assign module before Module.__init__() call`. A dataclass also compares by value,"
        " which makes it unhashable, and PyTorch keeps Modules in sets to visit each one once."
        " `@dataclass(eq=False)` mends only the second half.",
        "ko": "dataclass에는 field를 대입하기만 하는 `__init__`이 생깁니다. `nn.Module`은 첫 레이어보다 먼저"
        " `super().__init__()`이 필요한데 `__post_init__`은 그보다 늦게 실행됩니다: `cannot assign module"
        " before Module.__init__() call`. 또 dataclass는 값으로 비교되어 hash할 수 없게 되는데, PyTorch는"
        " Module을 한 번씩만 방문하려고 set에 담습니다. `@dataclass(eq=False)`는 뒤의 문제만 해결합니다.",
    },
    bad="""\
from dataclasses import dataclass

from torch import nn


@dataclass
class Net(nn.Module):
    fc: nn.Linear

    def forward(self, x):
        return self.fc(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self, fc):
        super().__init__()
        self.fc = fc

    def forward(self, x):
        return self.fc(x)
""",
    silent={
        "en": "The decorator has `eq=False`, no field is a Module, and `__post_init__` or an `__init__`"
        " of your own initialises it; or `__new__` does.",
        "ko": "`eq=False`이고 Module인 field가 없으며 `__post_init__`이나 직접 쓴 `__init__`에서 초기화하거나,"
        " `__new__`에서 초기화하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
