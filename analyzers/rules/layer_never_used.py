"""A layer that is registered and that nothing in the file ever reads."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..events import Assignment
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..held import leaves
from ..reading import Reading
from ..rule import Rule
from ..sighted import uses_of
from ..state import surely_stateful
from ..statement import ClassDefinition
from ..tree import dotted_name, keyword_value, walk, walk_with_parent
from ..values import Container, Element, Module, Parameter, Value

# Ways to reach a layer without writing its name.
_REACHES_ALL = frozenset(
    {
        "children", "modules", "named_children", "named_modules", "_modules", "__dict__",
        "get_submodule", "__getattr__", "__setattr__",
    }
)  # fmt: skip
_LOOKS_UP = frozenset({"getattr", "vars", "eval", "exec", "locals", "hasattr"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        # a look at what is called saves most looks at the text
        called = {
            use.node.func.attr.value
            for use in uses_of(reading, None)
            if use.frame.in_class and isinstance(use.node.func, cst.Attribute)
        }
        unread = [
            assignment
            for assignment in reading.assignments
            if assignment.method == "__init__"
            and assignment.attribute not in called
            and isinstance(assignment.value, (Module, Parameter))
            and not reading.definition.statement.mentions(assignment.attribute)
            and not file.mentions(assignment.attribute)
        ]
        if not unread or not _is_closed(file, reading.definition):
            continue
        for assignment in unread:
            value = assignment.value
            if (
                assignment.in_class
                and assignment.sole
                and _is_trained(value, file)
                and not _is_kept_elsewhere(reading, assignment, value)
            ):
                yield RULE.finding(
                    reading.definition.statement.places.span(assignment.target),
                    "parameter" if isinstance(value, Parameter) else "unused",
                    subject=f"{reading.definition.name}.{assignment.attribute}",
                    name=assignment.attribute,
                    owner=reading.definition.name,
                )


def _is_trained(value: Value, file: FileModel) -> bool:
    """Whether it is made here to be trained; an empty Parameter only says where the Module is."""
    if isinstance(value, Parameter):
        frozen = isinstance(value.node, cst.Call) and keyword_value(value.node, "requires_grad")
        return not frozen and not file.matches(r"requires_grad|\btorch\.empty\(0\)")
    return isinstance(value, Module) and value.made_here and surely_stateful(value, file)


def _is_closed(file: FileModel, definition: ClassDefinition) -> bool:
    """Whether all that uses the layers of the class can be seen: its own forward does."""
    bases = definition.node.bases
    forward = definition.methods().get("forward")
    if (
        forward is None
        or definition.node.decorators
        or len(bases) != 1
        or file.names.resolve(bases[0].value) != "torch.nn.Module"
        or not any(dotted_name(node) == "self" for node in walk(forward.body))
    ):
        return False
    if file.is_base(definition.name):
        return False
    for node, above in walk_with_parent(definition.node):
        if isinstance(node, cst.Attribute) and node.attr.value in _REACHES_ALL:
            return False
        if not isinstance(node, cst.Name):
            continue
        if node.value in _LOOKS_UP:
            return False
        if node.value == "self" and not _is_owner(node, above):
            return False  # handed on as a whole
    return True


def _is_owner(node: cst.Name, above: tuple[cst.CSTNode, ...]) -> bool:
    """Whether `self` only stands before a dot, in a signature, or in `super(Net, self)`."""
    parent = above[-1]
    if isinstance(parent, cst.Param):
        return True
    if isinstance(parent, cst.Attribute):
        return parent.value is node
    call = above[-2] if len(above) > 1 else None
    if not isinstance(parent, cst.Arg) or not isinstance(call, cst.Call):
        return False
    name = dotted_name(call.func) or ""
    return name == "super" or name.endswith(".__init__")


def _is_kept_elsewhere(reading: Reading, assignment: Assignment, value: Value) -> bool:
    """Whether the same layer, or one in it, is also reached under another name."""
    held = [a.value for a in reading.assignments if a is not assignment]
    if isinstance(value, Parameter) and any(
        a.attribute == assignment.attribute for a in reading.assignments if a is not assignment
    ):
        return True
    others = _parts(held)
    return (
        value in held
        or not _parts([value]).isdisjoint(others)
        or any(b.value is value for b in reading.bindings)
    )


def _parts(values: list[Value]) -> set[Value]:
    """The Modules among the values, and all that they hold."""
    found: set[Value] = set()
    pending = list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, Element):
            value = value.container
        if isinstance(value, Module) and value not in found:
            found.add(value)
            pending += value.contents
        elif isinstance(value, Container):
            pending += leaves(value)
    return found


RULE = Rule(
    id="layer-never-used",
    severity=Severity.HINT,
    title={
        "en": "A layer that forward never uses is saved and moved, but never trained.",
        "ko": "forward에서 쓰지 않는 레이어는 저장되고 옮겨지지만 학습되지 않습니다.",
    },
    messages={
        "unused": {
            "en": "Nothing in this file uses `self.{name}` of {owner}: unless another file does, its"
            " parameters never get a gradient. Call it in `forward`, or delete the line.",
            "ko": "이 파일에서 {owner} 클래스의 `self.{name}` 속성을 쓰는 곳이 없습니다. 다른 파일에서도 쓰지"
            " 않으면 parameter가 gradient를 받지 못하므로, `forward`에서 호출하거나 이 줄을 지우세요.",
        },
        "parameter": {
            "en": "Nothing in this file uses `self.{name}` of {owner}: unless another file does, it never"
            " gets a gradient. Use it in `forward`, or delete the line.",
            "ko": "이 파일에서 {owner} 클래스의 `self.{name}` 속성을 쓰는 곳이 없습니다. 다른 파일에서도 쓰지"
            " 않으면 gradient를 받지 못하므로, `forward`에서 쓰거나 이 줄을 지우세요.",
        },
    },
    why={
        "en": "Registered is not used. The layer shows up in `print(model)`, `state_dict()` and the"
        " parameter count, which makes the model look larger than it is. Its parameters take no part"
        " in the loss, so their `.grad` stays None and the optimizer skips them. Often it is a slip:"
        " `self.fc1` is called twice and `self.fc2` never.",
        "ko": "등록되었다고 쓰이는 것은 아닙니다. 이런 레이어는 `print(model)`, `state_dict()`, parameter 수에"
        " 나타나 모델이 실제보다 커 보입니다. parameter는 loss에 참여하지 않아 `.grad` 값이 None으로 남고"
        " optimizer가 건너뜁니다. `self.fc1`을 두 번 호출하고 `self.fc2`는 호출하지 않은 실수인 경우가"
        " 많습니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc1(x))
        return self.out(x)
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.out(x)
""",
    silent={
        "en": "The name is read anywhere in the file, also in a string; the class looks its layers up"
        " (`getattr`, `children()`), passes itself on, has a subclass here or another base than"
        " `nn.Module`; or the layer has no weights.",
        "ko": "파일 어디서든(문자열 포함) 이름을 읽거나, 클래스가 레이어를 찾아 쓰거나(`getattr`, `children()`),"
        " 자신을 통째로 넘기거나, 이 파일에 하위 클래스가 있거나, 기반 클래스가 `nn.Module`이 아니거나, 레이어에"
        " 가중치가 없으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
    check=check,
    judges="classes",
)
