"""A property that makes a layer or Parameter."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..events import Creation
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..held import leaves
from ..rule import Rule
from ..state import surely_stateful
from ..tree import dotted_name
from ..values import LostParameter, Module, Value


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        methods = reading.definition.methods().values()
        kinds = {id(m): kind for m in methods if m.decorators and (kind := _kind(m)) is not None}
        for creation in reading.creations.values() if kinds else ():
            functions = [node for node in creation.enclosing if isinstance(node, cst.FunctionDef)]
            kind = kinds.get(id(functions[0])) if len(functions) == 1 else None
            if kind is None or not _is_new(creation.value, file) or not _is_returned(creation):
                continue
            span = reading.definition.statement.places.span(creation.node)
            if not file.is_deliberate(span.start):
                name = functions[0].name.value
                yield RULE.finding(
                    span, kind, subject=f"{reading.definition.name}.{name}", name=name
                )


def _kind(function: cst.FunctionDef) -> str | None:
    """`each` for a property, `first` for a cached one, None for another function."""
    for decorator in function.decorators:
        name = (dotted_name(decorator.decorator) or "").rpartition(".")[2]
        if name in ("property", "cached_property"):
            return "each" if name == "property" else "first"
    return None


def _is_new(value: Value, file: FileModel) -> bool:
    """Whether it has weights that belong to nothing else."""
    if value.visible or value.escaped:
        return False
    if isinstance(value, Module) and value.nn_name in facts.HOLDERS:
        return any(_is_new(item, file) for content in value.contents for item in leaves(content))
    return surely_stateful(value, file)


def _is_returned(creation: Creation) -> bool:
    """Whether the function returns what it made, alone, in a container or computed from it."""
    for value in creation.frame.returned:
        for item in leaves(value):
            origin = item.origin if isinstance(item, LostParameter) else item
            if origin is creation.value:
                return True
    return False


RULE = Rule(
    id="layer-in-property",
    severity=Severity.WARNING,
    title={
        "en": "A layer that a property makes is not registered.",
        "ko": "property가 만드는 레이어는 등록되지 않습니다.",
    },
    messages={
        "each": {
            "en": "Every use of `self.{name}` makes new weights, which are never trained or saved."
            " Create the layer or Parameter once in `__init__`, and return that.",
            "ko": "`self.{name}` 속성을 쓸 때마다 가중치가 새로 만들어지고, 학습되거나 저장되지 않습니다."
            " 레이어나 Parameter를 `__init__`에서 한 번만 만들고 그것을 반환하세요.",
        },
        "first": {
            "en": "`cached_property` keeps what `{name}` makes past PyTorch, so it is not trained, saved"
            " or moved. Create the layer or Parameter in `__init__`.",
            "ko": "`cached_property`는 `{name}` 속성의 값을 PyTorch 모르게 보관하므로 학습, 저장, 이동에서"
            " 빠집니다. 레이어나 Parameter를 `__init__`에서 만드세요.",
        },
    },
    why={
        "en": "A property is a method that runs at every access. One that returns `nn.Linear(...)`"
        " gives another layer with other random weights each time, and none of them is assigned to"
        " `self`, so `parameters()` does not have it. `functools.cached_property` runs only once, but"
        " writes the result into `self.__dict__`, past `__setattr__`, where PyTorch would have"
        " registered it.",
        "ko": "property는 접근할 때마다 실행되는 메서드입니다. `nn.Linear(...)`를 반환하면 매번 다른 난수"
        " 가중치를 가진 다른 레이어가 나오고, 어느 것도 `self`에 대입되지 않아 `parameters()`에 없습니다."
        " `functools.cached_property`는 한 번만 실행되지만 결과를 `self.__dict__`에 직접 씁니다."
        " PyTorch가 등록하는 `__setattr__` 메서드를 거치지 않습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)

    @property
    def head(self):
        return nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.body(x))
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.heads = nn.ModuleList([nn.Linear(8, 2)])

    @property
    def head(self):
        return self.heads[0]

    def forward(self, x):
        return self.head(self.body(x))
""",
    silent={
        "en": "The property returns a layer that exists (`return self.heads[0]`), puts existing layers"
        " together (`nn.Sequential(self.body, self.head)`), makes something without weights, or"
        " assigns what it makes to `self`.",
        "ko": "property가 이미 있는 레이어를 반환하거나(`return self.heads[0]`), 있는 레이어를 묶거나"
        "(`nn.Sequential(self.body, self.head)`), 가중치가 없는 것을 만들거나, 만든 것을 `self`에"
        " 대입하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/modules.html",
    check=check,
    judges="classes",
)
