"""A layer that is made when forward runs for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Assignment, Creation
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity, Span
from ..literals import string
from ..reading import Reading
from ..rule import Rule
from ..state import surely_stateful
from ..tree import dotted_name, is_name, keyword_value, statements, walk
from ..values import Module


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        if _is_lazy(reading):
            continue
        for assignment in reading.assignments:
            creation = _creation(reading, assignment)
            guard = _guard(reading, assignment) if creation is not None else None
            if creation is None or guard is None or not surely_stateful(creation.value, file):
                continue
            builder = FixBuilder(file, reading.definition.statement)
            yield RULE.finding(
                builder.span(assignment.target),
                "late",
                subject=f"{reading.definition.name}.{assignment.attribute}",
                fix=_fix(file, builder, reading, creation, assignment, guard),
                name=assignment.attribute,
                method=assignment.method,
            )


def _is_lazy(reading: Reading) -> bool:
    """Whether the class is written for this: torch's mixin tells the optimizer to wait."""
    return any(
        (dotted_name(base.value) or "").endswith("LazyModuleMixin")
        for base in reading.definition.node.bases
    )


def _creation(reading: Reading, assignment: Assignment) -> Creation | None:
    """What makes the layer that is assigned while forward runs; None for anything else."""
    if not assignment.in_class or assignment.constructing:
        return None
    for creation in reading.creations.values():
        if creation.value is assignment.value and creation.running:
            frozen = keyword_value(creation.node, "requires_grad") is not None
            lazy = isinstance(creation.value, Module) and creation.value.type_name[:4] == "Lazy"
            return None if frozen or lazy else creation
    return None


def _guard(reading: Reading, assignment: Assignment) -> cst.If | None:
    """The `if self.name is None:` or `if not self.built:` behind which the assignment runs."""
    around = assignment.enclosing
    for node, inner in pairwise((*around, assignment.target)):
        if not isinstance(node, cst.If) or isinstance(inner, (cst.If, cst.Else)):
            continue
        asked = [assignment.attribute, *_flags(reading, node)]
        if any(_asks_for(part, name) for part in walk(node.test) for name in asked):
            return node
    return None


def _flags(reading: Reading, guard: cst.If) -> Iterator[str]:
    """The attributes that `__init__` sets to False, and what is behind `guard` to True."""
    off = {a.attribute for a in reading.assignments if a.constructing and _sets(a, "False")}
    for assignment in reading.assignments:
        behind = any(node is guard for node in assignment.enclosing)
        if behind and assignment.attribute in off and _sets(assignment, "True"):
            yield assignment.attribute


def _sets(assignment: Assignment, value: str) -> bool:
    node = assignment.value_node
    return node is not None and is_name(node, value)


def _asks_for(node: cst.CSTNode, name: str) -> bool:
    """`self.name is None`, `not self.name` or `not hasattr(self, "name")`."""
    if isinstance(node, cst.Comparison):
        target = node.comparisons[0]
        return (
            dotted_name(node.left) == f"self.{name}"
            and isinstance(target.operator, (cst.Is, cst.Equal))
            and is_name(target.comparator, "None")
        )
    if not isinstance(node, cst.UnaryOperation) or not isinstance(node.operator, cst.Not):
        return False
    asked = node.expression
    if (
        isinstance(asked, cst.Call)
        and dotted_name(asked.func) == "hasattr"
        and len(asked.args) == 2
    ):
        return string(asked.args[1].value) == name
    return dotted_name(asked) == f"self.{name}"


def _fix(
    file: FileModel,
    builder: FixBuilder,
    reading: Reading,
    creation: Creation,
    assignment: Assignment,
    guard: cst.If,
) -> Fix | None:
    """Puts the lazy twin of the layer in the place of the `None` in `__init__`."""
    value, node = creation.value, creation.node
    lazy = f"Lazy{value.nn_name}" if isinstance(value, Module) else ""
    none = next(
        (
            a
            for a in reading.assignments
            if a.attribute == assignment.attribute
            and a.constructing
            and a.in_class
            and a.sole
            and is_name(a.value_node, "None")
        ),
        None,
    )
    if lazy not in facts.MODULES_WITH_STATE or none is None or none.value_node is None:
        return None
    if guard.orelse is not None or len(statements(guard.body)) != 1 or not node.args:
        return None
    if not any(part is assignment.target for part in walk(guard.body)):
        return None  # it calls a method that makes the layer
    rest = node.args[1:]
    if any(a.star for a in node.args) or node.args[0].keyword is not None:
        return None
    if not all(_is_known(reading, a.value, none.order) for a in rest):
        return None
    text = ", ".join(
        (f"{a.keyword.value}=" if a.keyword is not None else "") + builder.source(a.value)
        for a in rest
    )
    builder.replace(none.value_node, f"{builder.torch_name(f'torch.nn.{lazy}')}({text})")
    removed = _lines(file, builder, guard)
    if removed is None:
        return None
    builder.replace_span(removed, "")
    return builder.build(RULE.titled(lazy=f"nn.{lazy}"))


def _is_known(reading: Reading, node: cst.BaseExpression, order: int) -> bool:
    """Whether `__init__` knows the value already at that place in the order of reading."""
    if isinstance(node, (cst.BaseNumber, cst.BaseString)):
        return True
    if isinstance(node, cst.Name):
        return node.value in ("True", "False", "None")
    return any(
        dotted_name(node) == f"self.{a.attribute}" and a.constructing and a.order < order
        for a in reading.assignments
    )


def _lines(file: FileModel, builder: FixBuilder, guard: cst.If) -> Span | None:
    """The lines of the `if`, when nothing else stands on them."""
    start = builder.span(guard).start
    first = max(file.text.rfind("\n", 0, start), file.text.rfind("\r", 0, start)) + 1
    end = builder.span(statements(guard.body)[-1]).end
    rest = file.text[end:].splitlines(keepends=True)[:1]
    if file.text[first:start].strip() or not rest or rest[0].strip():
        return None
    return Span(first, end + len(rest[0]))


RULE = Rule(
    id="layer-built-on-first-forward",
    severity=Severity.WARNING,
    title={
        "en": "A layer that is made in the first forward pass comes too late for the optimizer.",
        "ko": "첫 forward에서 만든 레이어는 optimizer가 알기에는 너무 늦습니다.",
    },
    messages={
        "late": {
            "en": "`self.{name}` is made when `{method}` first runs: an optimizer built before does not"
            " train it, and `load_state_dict` does not know it. Make it in `__init__`, with a lazy"
            " layer if a size is unknown.",
            "ko": "`self.{name}` 속성은 `{method}` 메서드가 처음 실행될 때 만들어져, 먼저 만든 optimizer가"
            " 학습하지 않고 `load_state_dict`도 알지 못합니다. `__init__`에서 만들고, 크기를 모르면 lazy"
            " 레이어를 쓰세요.",
        },
    },
    why={
        "en": "`optimizer = SGD(model.parameters())` takes the parameters that exist at that moment. A"
        " layer that appears in the first forward pass is registered, but no optimizer holds it and it"
        " keeps its random weights. Loading a checkpoint into a new model fails with `Unexpected"
        " key(s)`. `nn.LazyLinear(out)` is there from the start and finds its input size in the first"
        " pass; its parameters stay the same objects.",
        "ko": "`optimizer = SGD(model.parameters())`는 그 순간에 있는 parameter만 받습니다. 첫 forward에서 생긴"
        " 레이어는 등록은 되지만 optimizer에 없어 난수 가중치 그대로 남습니다. 새 모델에 체크포인트를 불러오면"
        " `Unexpected key(s)` 오류가 납니다. `nn.LazyLinear(out)`은 처음부터 있고 첫 forward에서 입력 크기를"
        " 알아내며, parameter 객체는 바뀌지 않습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = None

    def forward(self, x):
        x = self.conv(x).flatten(1)
        if self.fc is None:
            self.fc = nn.Linear(x.shape[1], 10)
        return self.fc(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.LazyLinear(10)

    def forward(self, x):
        x = self.conv(x).flatten(1)
        return self.fc(x)
""",
    fix_title={
        "en": "Use `{lazy}` in `__init__`",
        "ko": "`__init__`에서 `{lazy}` 쓰기",
    },
    fix={
        "en": "Puts a lazy layer in the place of `None` and deletes the `if`. Offered when only the"
        " input size is unknown in `__init__`.",
        "ko": "`None` 자리에 lazy 레이어를 넣고 `if`를 지웁니다. `__init__`에서 모르는 것이 입력 크기뿐일 때"
        " 제안합니다.",
    },
    silent={
        "en": "The class inherits from `LazyModuleMixin`, what is made owns no weights, or it is made"
        " without such a question: `layer-created-in-forward` speaks about that.",
        "ko": "클래스가 `LazyModuleMixin`을 상속하거나, 만든 것에 가중치가 없거나, 이런 조건 없이 만들면"
        "(`layer-created-in-forward` 규칙이 알립니다) 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html",
    check=check,
    judges="classes",
)
