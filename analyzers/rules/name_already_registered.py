"""A name that belongs to something else: `self.fc = self.fc(x)`, `register_buffer` of an attribute."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Assignment, Store
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..occupied import is_refused, is_registered_by_then, may_be_the_same, registered_over
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..tree import statements, walk, walk_with_parent
from ..values import Activation, LostParameter, Module, Parameter, Tensor, Value

# Layers of torch with Parameters called `weight` and `bias`, there even where they are None.
_WITH_WEIGHTS = ("Linear", "Bilinear", "Conv", "Embedding", "BatchNorm", "LayerNorm", "GroupNorm")
# Who takes a Parameter out of a layer may put a tensor into its place.
_TAKEN_OUT = r"\bdel\b[^\n]*(?<!self)\.(?:weight|bias)\b|delattr\(\w+, *.(?:weight|bias)|_parameters\b|parametrize"


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        if {"__setattr__", "__delattr__"} & reading.definition.methods().keys():
            continue
        for assignment in reading.assignments:
            held = assignment.previous
            if not assignment.in_class or not isinstance(held, (Module, Parameter)):
                continue
            called = isinstance(assignment.value, Activation) and assignment.value.maker is held
            if not called and not (
                is_refused(reading, assignment) and is_registered_by_then(reading, assignment)
            ):
                continue
            name = assignment.attribute
            builder = FixBuilder(file, reading.definition.statement)
            yield RULE.finding(
                builder.span(assignment.target),
                "result" if called else "layer" if isinstance(held, Module) else "parameter",
                subject=f"{reading.definition.name}.{name}",
                fix=_fix(builder, assignment) if called else None,
                related=_related(builder, reading, assignment),
                name=name,
            )
        for call, assignment in registered_over(reading):
            builder = FixBuilder(file, reading.definition.statement)
            yield RULE.finding(
                builder.span(call.node),
                "taken",
                subject=f"{reading.definition.name}.{assignment.attribute}",
                related=(
                    Related(
                        builder.span(assignment.target),
                        Text(_ASSIGNED_HERE, {"name": assignment.attribute}),
                    ),
                ),
                name=assignment.attribute,
                method=call.function.rpartition(".")[2],
            )
    yield from _from_outside(file)


def _from_outside(file: FileModel) -> Iterator[Finding]:
    """`layer.weight = torch.eye(3)`."""
    seen: set[int] = set()
    for reader in (*file.readings, *file.scripts):
        for store in reader.stores:
            layer, name = store.owner, store.target.attr.value
            if (
                id(store.target) in seen
                or not isinstance(layer, Module)
                or not (layer.nn_name or "").startswith(_WITH_WEIGHTS)
                or name not in ("weight", "bias")
                or not _is_plain_tensor(store.value)
                or file.matches(_TAKEN_OUT)
            ):
                continue
            seen.add(id(store.target))
            builder = FixBuilder(file, file.statement_of(store.target))
            yield RULE.finding(
                builder.span(store.target),
                "outside",
                fix=_wrapped(builder, store),
                code=builder.source(store.target),
            )


def _is_plain_tensor(value: Value) -> bool:
    return isinstance(value, Tensor) or (
        isinstance(value, LostParameter) and not may_be_the_same(value)
    )


def _wrapped(builder: FixBuilder, store: Store) -> Fix | None:
    """`nn.Parameter(...)` around the tensor, where that gives the values of a new leaf."""
    assign = store.statement
    if not isinstance(assign, cst.Assign) or not isinstance(store.value, Tensor):
        return None
    if len(assign.targets) != 1 or assign.targets[0].target is not store.target:
        return None
    builder.wrap(assign.value, f"{builder.torch_name('torch.nn.Parameter')}(", ")")
    return builder.build(Text(_WRAP))


def _related(builder: FixBuilder, reading: Reading, assignment: Assignment) -> tuple[Related, ...]:
    first = next((a for a in reading.assignments if a.value is assignment.previous), None)
    if first is None or not first.in_class or first is assignment:
        return ()
    text = Text(_REGISTERED_HERE, {"name": assignment.attribute})
    return (Related(builder.span(first.target), text),)


def _fix(builder: FixBuilder, assignment: Assignment) -> Fix | None:
    """Gives the result another name, in a function where nothing else can be meant by it."""
    function = assignment.enclosing[-1] if assignment.enclosing else None
    call = assignment.value_node
    if not isinstance(function, cst.FunctionDef) or not isinstance(call, cst.Call):
        return None
    lines = statements(function.body)
    if not assignment.sole or assignment.statement not in lines:
        return None
    later = lines[lines.index(assignment.statement) + 1 :]
    reads: list[cst.Attribute] = []
    for line in later:
        for node, above in walk_with_parent(line):
            if not _is_attribute(node, assignment.attribute):
                continue
            if isinstance(above[-1], (cst.Call, cst.Attribute, cst.AssignTarget)):
                return None  # the layer itself may be meant
            if isinstance(node, cst.Attribute):
                reads.append(node)
    name = _other_name(function, call, later, assignment.attribute)
    if name is None:
        return None
    for node in (assignment.target, *reads):
        builder.replace(node, name)
    return builder.build(RULE.titled(local=name))


def _is_attribute(node: cst.CSTNode, name: str) -> bool:
    return (
        isinstance(node, cst.Attribute)
        and node.attr.value == name
        and isinstance(node.value, cst.Name)
        and node.value.value == "self"
    )


def _other_name(
    function: cst.FunctionDef,
    call: cst.Call,
    later: tuple[cst.BaseStatement | cst.BaseSmallStatement, ...],
    attribute: str,
) -> str | None:
    """The name of the data when that is not needed any more, else that of the attribute."""

    def names(nodes: tuple[cst.CSTNode, ...]) -> set[str]:
        return {n.value for node in nodes for n in walk(node) if isinstance(n, cst.Name)}

    data = call.args[0].value if len(call.args) == 1 else None
    if isinstance(data, cst.Name) and data.value not in names(later):
        return data.value
    plain = {
        node.value
        for node, above in walk_with_parent(function)
        if isinstance(node, cst.Name) and not (above and isinstance(above[-1], cst.Attribute))
    }
    return None if attribute in plain else attribute


_REGISTERED_HERE: ByLanguage = {
    "en": "Here `{name}` is registered.",
    "ko": "여기에서 `{name}` 속성이 등록됩니다.",
}
_WRAP: ByLanguage = {
    "en": "Wrap it in `nn.Parameter`",
    "ko": "`nn.Parameter`로 감싸기",
}
_ASSIGNED_HERE: ByLanguage = {
    "en": "Here `self.{name}` gets a value.",
    "ko": "여기에서 `self.{name}` 속성에 값을 넣습니다.",
}

RULE = Rule(
    id="name-already-registered",
    severity=Severity.ERROR,
    title={
        "en": "The name of a layer or Parameter cannot be given to something else.",
        "ko": "레이어나 Parameter의 이름에는 다른 것을 대입할 수 없습니다.",
    },
    messages={
        "result": {
            "en": "`self.{name}` is the layer, and a tensor may not take its place: this raises a"
            " TypeError. Keep the result in a local variable.",
            "ko": "`self.{name}` 속성은 레이어이고 그 자리에 텐서를 넣을 수 없어 TypeError가 납니다. 결과는"
            " 지역 변수에 담으세요.",
        },
        "layer": {
            "en": "`self.{name}` is a registered layer, and only a Module or None may take its place:"
            " this raises a TypeError. Use another name.",
            "ko": "`self.{name}` 속성은 등록된 레이어여서 Module이나 None만 대입할 수 있고, 여기서는"
            " TypeError가 납니다. 다른 이름을 쓰세요.",
        },
        "parameter": {
            "en": "`self.{name}` is a Parameter, and only a Parameter or None may take its place: this"
            " raises a TypeError. Use another name, or `copy_` under `torch.no_grad()`.",
            "ko": "`self.{name}` 속성은 Parameter여서 Parameter나 None만 대입할 수 있고, 여기서는 TypeError가"
            " 납니다. 다른 이름을 쓰거나 `torch.no_grad()` 안에서 `copy_`를 쓰세요.",
        },
        "outside": {
            "en": "`{code}` is a Parameter, and only a Parameter or None may take its place: this"
            " raises a TypeError. Wrap the tensor in `nn.Parameter(...)`.",
            "ko": "`{code}` 속성은 Parameter여서 Parameter나 None만 대입할 수 있고, 여기서는 TypeError가 납니다."
            " 텐서를 `nn.Parameter(...)`로 감싸세요.",
        },
        "taken": {
            "en": "`self.{name}` has a value already, so `{method}` raises a KeyError. Leave out the"
            " assignment before it.",
            "ko": "`self.{name}` 속성에 이미 값이 있어서 `{method}` 호출은 KeyError를 냅니다. 앞에 있는 대입을"
            " 빼세요.",
        },
    },
    why={
        "en": "`Module.__setattr__` protects what is registered: as long as `fc` is a layer, assigning"
        " anything but a Module or None says `cannot assign 'torch.FloatTensor' as child module 'fc'"
        " (torch.nn.Module or None expected)`. Otherwise a slip in forward would throw the weights"
        " away. Results that belong to one forward pass are local variables.",
        "ko": "`Module.__setattr__` 메서드는 등록된 것을 보호합니다. `fc`가 레이어인 동안 Module이나 None이 아닌"
        " 것을 대입하면 `cannot assign 'torch.FloatTensor' as child module 'fc' (torch.nn.Module or None"
        " expected)` 오류가 납니다. 그러지 않으면 forward에서 실수로 가중치를 잃을 수 있기 때문입니다. forward"
        " 한 번에만 쓰는 결과는 지역 변수에 담습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        self.hidden = self.hidden(x)
        return self.out(self.hidden)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        x = self.hidden(x)
        return self.out(x)
""",
    fix_title={
        "en": "Keep the result in `{local}`",
        "ko": "결과를 `{local}` 변수에 담기",
    },
    fix={
        "en": "Renames the left side, and what reads the result after it, to a local variable. Not"
        " offered in branches and loops, or where the layer is used again.",
        "ko": "왼쪽과 그 뒤에서 결과를 읽는 곳을 지역 변수로 바꿉니다. 분기나 반복문 안이거나 레이어를 다시 쓰면"
        " 제안하지 않습니다.",
    },
    silent={
        "en": "A Module, a Parameter or None is assigned, the name may hold something else by then"
        " (another branch, `del`), or the value is not known.",
        "ko": "Module, Parameter, None을 대입하거나, 그때 이름에 다른 것이 들어 있을 수 있거나(다른 분기,"
        " `del`), 값을 알 수 없으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="both",
)
