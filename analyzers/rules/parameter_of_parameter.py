"""A Parameter made from another Parameter: the link between the two is cut."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Creation
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..lost import data_argument
from ..reading import Reading
from ..rule import Rule
from ..state import surely_stateful
from ..tree import dotted_name, is_name, walk
from ..values import LostParameter, Module, Parameter, Value

# They say that only the values are wanted.
_COPYING = frozenset({"detach", "data", "clone", "deepcopy", "copy", "item", "tolist", "numpy"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        for creation in reading.creations.values():
            if not isinstance(creation.value, Parameter) or creation.running:
                continue
            node = data_argument(creation.node)
            if node is None:
                continue
            index = next(i for i, a in enumerate(creation.node.args) if a.value is node)
            same = _source(file, reading, node, creation.arguments[index])
            if same is None or _is_meant(file, reading, creation, node):
                continue
            builder = FixBuilder(file, file.statement_of(node))
            yield RULE.finding(
                builder.span(creation.node),
                "same" if same else "computed",
                fix=_fix(builder, creation, node) if same else None,
                source=_short(builder.source(node)),
            )


def _is_frozen(node: cst.BaseExpression | None) -> bool:
    """`nn.Parameter(x, requires_grad=False)` or `nn.Parameter(x).requires_grad_(False)`."""
    if not isinstance(node, cst.Call):
        return False
    last = isinstance(node.func, cst.Attribute) and node.func.attr.value == "requires_grad_"
    return any(
        is_name(argument.value, "False")
        and (last or (argument.keyword is not None and argument.keyword.value == "requires_grad"))
        for argument in node.args
    )


def _short(source: str) -> str:
    return source if len(source) <= 30 else source[:27] + "..."


def _source(
    file: FileModel, reading: Reading, node: cst.BaseExpression, value: Value
) -> bool | None:
    """True when `node` is a registered Parameter, False when computed from one, else None."""
    if isinstance(value, Parameter):
        return True if value.visible else None
    if isinstance(value, LostParameter):
        return False if value.origin.visible and not value.detached else None
    same = True
    if isinstance(node, cst.Name) and isinstance(value.node, cst.Attribute):
        node = value.node  # shared = self.embed.weight
    if (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value in ("t", "transpose", "permute")
    ):
        node, same = node.func.value, False
    elif isinstance(node, cst.Attribute) and node.attr.value in ("T", "mT"):
        node, same = node.value, False
    # the weight of a layer: `self.embed.weight`
    if not isinstance(node, cst.Attribute) or node.attr.value not in ("weight", "bias"):
        return None
    owner = node.value
    if not (isinstance(owner, cst.Attribute) and dotted_name(owner.value) == "self"):
        return None
    held = [a.value for a in reading.assignments if a.attribute == owner.attr.value]
    layers = [v for v in held if isinstance(v, Module) and v.nn_name and surely_stateful(v, file)]
    return same if held and layers == held else None


def _is_meant(
    file: FileModel, reading: Reading, creation: Creation, node: cst.BaseExpression
) -> bool:
    """Whether a copy is asked for, or the new Parameter takes the place of the old one.

    Nor is a link lost to one that does not train.
    """
    frozen = {a.attribute for a in reading.assignments if _is_frozen(a.value_node)}
    for part in walk(node):
        name = part.value if isinstance(part, cst.Name) else ""
        if name in frozen or name in _COPYING or name.endswith("_like") or name.startswith("new_"):
            return True
    for around in creation.enclosing:
        if isinstance(around, cst.With) and any(
            isinstance(item.item, cst.Call)
            and (file.names.resolve(item.item.func) or "").startswith("torch.")
            for item in around.items
        ):
            return True
    for assignment in reading.assignments:
        if assignment.value is creation.value:
            read = {dotted_name(part) for part in walk(node) if isinstance(part, cst.Attribute)}
            return f"self.{assignment.attribute}" in read
    return False


def _fix(builder: FixBuilder, creation: Creation, node: cst.BaseExpression) -> Fix | None:
    """`nn.Parameter(self.embed.weight)` -> `self.embed.weight`: the same Parameter twice."""
    if len(creation.node.args) != 1:
        return None
    builder.replace(creation.node, builder.source(node))
    return builder.build(RULE.titled(source=_short(builder.source(node))))


RULE = Rule(
    id="parameter-of-parameter",
    severity=Severity.WARNING,
    title={
        "en": "A Parameter made from another Parameter is not tied to it.",
        "ko": "다른 Parameter로 만든 Parameter는 그것과 묶이지 않습니다.",
    },
    messages={
        "computed": {
            "en": "`nn.Parameter(...)` cuts the link: it takes only the present values of `{source}`,"
            " which gets no gradient through it. Compute it in `forward`, or add `.detach().clone()`"
            " if a copy is meant.",
            "ko": "`nn.Parameter(...)`는 `{source}` 식의 지금 값만 가져와 연결이 끊기므로 그쪽으로 gradient가"
            " 가지 않습니다. `forward`에서 계산하거나, 복사하려면 `.detach().clone()`을 붙이세요.",
        },
        "same": {
            "en": "`nn.Parameter(...)` makes a second Parameter on the memory of `{source}`: each gets"
            " its own gradient, and a move tears them apart. Assign `{source}` itself to share it.",
            "ko": "`nn.Parameter(...)`는 `{source}` 값의 메모리 위에 두 번째 Parameter를 만들어 gradient가 따로"
            " 쌓이고 device를 옮기면 갈라집니다. 공유하려면 `{source}` 자체를 대입하세요.",
        },
    },
    why={
        "en": "`nn.Parameter(t)` detaches `t`: the new Parameter is a leaf, a start of its own in"
        " autograd. From `self.a * 2` it takes the values once and never follows `a` again. From"
        " `self.embed.weight` it takes the same memory, so both look tied, but the optimizer holds"
        " two Parameters, and after `.double()` or `.to(device)` they are two tensors. Weights are"
        " tied by assigning the very same Parameter: `self.head.weight = self.embed.weight`.",
        "ko": "`nn.Parameter(t)`는 `t`를 detach합니다. 새 Parameter는 autograd에서 독립된 시작점(leaf)입니다."
        " `self.a * 2`로 만들면 값을 한 번 가져올 뿐 그 뒤로 `a`를 따라가지 않습니다. `self.embed.weight`로"
        " 만들면 같은 메모리를 써서 묶인 것처럼 보이지만, optimizer에는 Parameter가 두 개이고 `.double()`이나"
        " `.to(device)` 뒤에는 서로 다른 텐서가 됩니다. 가중치를 묶으려면 같은 Parameter를 대입하세요:"
        " `self.head.weight = self.embed.weight`.",
    },
    bad="""\
from torch import nn


class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.head = nn.Linear(16, 100, bias=False)
        self.head.weight = nn.Parameter(self.embed.weight)

    def forward(self, tokens):
        return self.head(self.embed(tokens))
""",
    good="""\
from torch import nn


class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.head = nn.Linear(16, 100, bias=False)
        self.head.weight = self.embed.weight

    def forward(self, tokens):
        return self.head(self.embed(tokens))
""",
    fix_title={
        "en": "Share `{source}` itself",
        "ko": "`{source}` 자체를 공유하기",
    },
    fix={
        "en": "Assigns the existing Parameter instead of a new one. Not offered for something computed.",
        "ko": "새 Parameter 대신 이미 있는 Parameter를 대입합니다. 계산한 값에는 제안하지 않습니다.",
    },
    silent={
        "en": "A copy is asked for (`.detach()`, `.clone()`, `torch.zeros_like`), the new Parameter"
        " replaces the one that it was made from, it stands under `torch.no_grad()`, or the source is"
        " not known to be a Parameter.",
        "ko": "복사를 뜻하거나(`.detach()`, `.clone()`, `torch.zeros_like`), 새 Parameter가 원래 것을"
        " 대신하거나, `torch.no_grad()` 안이거나, Parameter인지 알 수 없으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
    judges="classes",
)
