"""A misspelt `__init__` or `forward`, or a `forward` that slipped into `__init__`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import libcst as cst

from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..rule import Rule
from ..statement import ClassDefinition
from ..tree import dotted_name, statements, walk

# Names that are close to `forward` and mean something of their own.
_OTHER_NAMES = frozenset({"_forward", "forward_", "forwards", "toward", "froward_"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        definition = reading.definition
        methods = definition.methods()
        if not _is_plain(file, definition):
            continue
        if "__init__" in methods and not _inherits(file, definition, "forward"):
            yield from _nested_forward(file, definition, methods["__init__"])
        for name, method in methods.items():
            wanted = _resembled(name)
            if wanted is None:
                continue
            meant = _starts_base(method) if wanted == "__init__" else len(method.params.params) > 1
            if meant and not _inherits(file, definition, wanted):
                builder = FixBuilder(file, definition.statement)
                yield RULE.finding(
                    builder.span(method.name),
                    "init" if wanted == "__init__" else "forward",
                    fix=_rename(builder, method, wanted),
                    name=name,
                )


def _is_plain(file: FileModel, definition: ClassDefinition) -> bool:
    """Whether every base is nn.Module or a class of this file: else who knows what it calls."""
    seen = set[str]()
    pending = [definition]
    while pending:
        current = pending.pop()
        if current.name in seen:
            continue
        seen.add(current.name)
        for base in current.node.bases:
            if file.names.resolve(base.value) == "torch.nn.Module":
                continue
            parent = file.module_classes.get(dotted_name(base.value) or "")
            if parent is None:
                return False
            pending.append(parent)
    return not definition.node.decorators


def _inherits(file: FileModel, definition: ClassDefinition, name: str) -> bool:
    """Whether the class, or a base of it in this file, has a method of that name."""
    current: ClassDefinition | None = definition
    seen = set[str]()
    while current is not None and current.name not in seen:
        seen.add(current.name)
        if name in current.methods() or any(
            isinstance(node, cst.Name) and node.value == name
            for statement in statements(current.node.body)
            if isinstance(statement, cst.Assign)
            for node in walk(statement)
        ):
            return True
        bases = [file.module_classes.get(dotted_name(b.value) or "") for b in current.node.bases]
        current = next(filter(None, bases), None)
    return False


@lru_cache(maxsize=1024)
def _resembled(name: str) -> str | None:
    """What may be meant by a name like `_init_`, `__int__`, `init`, or one slip away from `forward`."""
    if name in ("__init__", "forward"):
        return None
    letters = name.strip("_")
    # the letters of `init` between underscores, in whatever order and number
    slipped = "_" in name and 2 <= len(letters) <= 6 and set(letters.lower()) <= set("init")
    if slipped or letters.lower() in ("init", "int", "inti", "ini"):
        return "__init__"
    if name in _OTHER_NAMES or not name.isalpha():
        return None
    return "forward" if _one_slip(name.lower(), "forward") else None


def _starts_base(method: cst.FunctionDef) -> bool:
    """Whether the method calls that of the base class, as `__init__` does."""
    for node in walk(method.body):
        if (
            isinstance(node, cst.Attribute)
            and node.attr.value == "__init__"
            and isinstance(node.value, cst.Call)
            and isinstance(node.value.func, cst.Name)
            and node.value.func.value == "super"
        ):
            return True
    return False


def _one_slip(name: str, word: str) -> bool:
    """Whether one letter is missing, doubled, wrong or swapped, or case alone differs."""
    if sorted(name) == sorted(word):
        return True
    if abs(len(name) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(name), len(word)) and name[start] == word[start]:
        start += 1
    return name[start + (len(name) >= len(word)) :] == word[start + (len(word) >= len(name)) :]


def _nested_forward(
    file: FileModel, definition: ClassDefinition, init: cst.FunctionDef
) -> Iterator[Finding]:
    nested = [
        line
        for line in statements(init.body)
        if isinstance(line, cst.FunctionDef) and line.name.value == "forward"
    ]
    if not nested or any(
        isinstance(node, cst.Name) and node.value == "forward" and node is not nested[0].name
        for node in walk(init.body)
    ):
        return
    yield RULE.finding(
        definition.statement.places.span(nested[0].name), "nested", name=definition.name
    )


def _rename(builder: FixBuilder, method: cst.FunctionDef, name: str) -> Fix:
    """Gives the method its name, also where it calls that of the base class by the wrong one."""
    builder.replace(method.name, name)
    for node in walk(method.body):
        if (
            isinstance(node, cst.Attribute)
            and node.attr.value == method.name.value
            and isinstance(node.value, cst.Call)
            and dotted_name(node.value.func) == "super"
        ):
            builder.replace(node.attr, name)
    return builder.build(RULE.titled(name=name))


RULE = Rule(
    id="misspelt-dunder",
    severity=Severity.WARNING,
    title={
        "en": "PyTorch and Python call `__init__` and `forward` by these exact names.",
        "ko": "Python과 PyTorch는 `__init__`와 `forward`를 정확히 이 이름으로 호출합니다.",
    },
    messages={
        "init": {
            "en": "Python never calls `{name}`, so the model is built without the layers in it."
            " Write `__init__`, with two underscores on each side.",
            "ko": "Python은 `{name}` 메서드를 호출하지 않아 모델이 그 안의 레이어 없이 만들어집니다. 양쪽에 밑줄"
            " 두 개씩 `__init__`으로 쓰세요.",
        },
        "forward": {
            "en": "Nothing calls `{name}`: calling the model looks for `forward` and raises"
            " NotImplementedError. Rename it to `forward`.",
            "ko": "`{name}` 메서드는 아무도 호출하지 않습니다. 모델을 호출하면 `forward`를 찾다가"
            " NotImplementedError가 나므로 이름을 `forward`로 바꾸세요.",
        },
        "nested": {
            "en": "This `forward` stands inside `__init__`, so it is a local function and {name} has no"
            " forward. Indent it like `__init__`.",
            "ko": "이 `forward` 함수는 `__init__` 안에 있는 지역 함수여서 {name} 클래스에는 forward가 없습니다."
            " `__init__`과 같은 들여쓰기로 옮기세요.",
        },
    },
    why={
        "en": "A method with another name is a method like any other: nobody complains, and nobody"
        " calls it. A model whose `__init__` is misspelt has no parameters (`optimizer got an empty"
        " parameter list`), one without `forward` says `Module [Net] is missing the required"
        ' "forward" function` when it is called.',
        "ko": "이름이 다르면 그냥 다른 method입니다. 오류도 없고 호출되지도 않습니다. `__init__`을 잘못 쓴"
        " 모델에는 parameter가 없고(`optimizer got an empty parameter list`), `forward`가 없는 모델은"
        ' 호출할 때 `Module [Net] is missing the required "forward" function` 오류가 납니다.',
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def foward(self, x):
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
    fix_title={
        "en": "Rename to `{name}`",
        "ko": "`{name}`(으)로 이름 바꾸기",
    },
    fix={
        "en": "Renames the method. A `forward` inside `__init__` is left to you to move.",
        "ko": "method의 이름을 바꿉니다. `__init__` 안에 있는 `forward`는 직접 옮기세요.",
    },
    silent={
        "en": "The class or a base of it has the right method too, a base comes from elsewhere, or a"
        " method such as `_init` does not call `super().__init__()`.",
        "ko": "클래스나 기반 클래스에 올바른 method도 있거나, 기반 클래스가 다른 곳에서 왔거나, `_init` 같은"
        " method가 `super().__init__()`을 호출하지 않으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
