"""A layer that stays a local variable of `__init__`, or hides in a function or a plain object."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Assignment, Binding
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..held import leaves
from ..plain_helpers import plain_helpers
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..state import surely_stateful
from ..tree import names_in, walk
from ..values import Container, Function, Module, Parameter, Value


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        captured: set[int] = set()
        for assignment in reading.assignments:
            if not isinstance(assignment.value, (Function, Container)):
                continue
            hidden = _captured(file, assignment)
            if hidden is None or not assignment.in_class or id(hidden) in captured:
                continue
            captured.add(id(hidden))
            binding = next((b for b in reading.bindings if b.value is hidden), None)
            yield from _captured_finding(file, reading, assignment, binding)
        for binding in reading.bindings:
            yield from _never_stored(file, reading, binding)
    for helper in plain_helpers(file):
        yield RULE.finding(
            helper.span,
            "helper",
            subject=helper.subject,
            related=(Related(helper.class_span, Text(_NO_MODULE, {"kind": helper.name})),),
            name=helper.assignment.attribute,
            kind=helper.name,
        )


def _is_hidden(value: Value, file: FileModel) -> bool:
    """Whether this class makes the value and nothing that PyTorch or unread code has keeps it."""
    if isinstance(value, Module) and not value.made_here:
        return False
    if value.visible or value.escaped or not isinstance(value, (Module, Parameter)):
        return False
    return surely_stateful(value, file)


def _captured(file: FileModel, assignment: Assignment) -> Value | None:
    """A layer that a function which becomes an attribute keeps, and nothing else does."""
    for item in leaves(assignment.value):
        if isinstance(item, Function) and not item.escaped:
            for value in item.captured:
                for leaf in leaves(value):
                    if _is_hidden(leaf, file):
                        return leaf
    return None


def _captured_finding(
    file: FileModel, reading: Reading, assignment: Assignment, binding: Binding | None
) -> Iterator[Finding]:
    places = reading.definition.statement.places
    span = places.span(assignment.target)
    if file.is_deliberate(span.start):
        return
    target = None if binding is None else _target(reading, binding)
    related: tuple[Related, ...] = ()
    if target is not None and binding is not None:
        related = (Related(places.span(target), Text(_MADE_HERE, {"local": binding.name})),)
    yield RULE.finding(
        span,
        "captured",
        subject=f"{reading.definition.name}.{assignment.attribute}",
        fix=None if binding is None else _fix(file, reading, binding),
        related=related,
        name=assignment.attribute,
    )


def _never_stored(file: FileModel, reading: Reading, binding: Binding) -> Iterator[Finding]:
    """`fc = nn.Linear(8, 2)` in `__init__`, and nothing reads `fc`."""
    if not (binding.frame.constructing and binding.frame.in_class) or binding.name[:1] == "_":
        return
    if not _is_hidden(binding.value, file):
        return
    function = binding.scope
    if function is None:
        return
    target = _target(reading, binding)
    if target is None:
        return
    if len(_occurrences(function, binding.name)) > 1 or _reads_all_variables(function):
        return
    span = reading.definition.statement.places.span(target)
    if not file.is_deliberate(span.start):
        yield RULE.finding(
            span,
            "local",
            fix=_fix(file, reading, binding),
            local=binding.name,
            method=function.name.value,
        )


def _target(reading: Reading, binding: Binding) -> cst.Name | None:
    """The name in `name = nn.Linear(...)`, where the statement binds nothing else."""
    statement = binding.statement
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target: cst.CSTNode = statement.targets[0].target
    elif isinstance(statement, cst.AnnAssign):
        target = statement.target
    else:
        return None
    here = isinstance(target, cst.Name) and reading.definition.statement.holds(target)
    return target if isinstance(target, cst.Name) and here else None


def _occurrences(function: cst.FunctionDef, name: str) -> list[cst.Name]:
    """Every place where the variable is named, in functions inside this one too."""
    return [
        node
        for node, above in names_in(function).get(name, ())
        if isinstance(node, cst.Name)
        and not (isinstance(above[-1], cst.Attribute) and above[-1].attr is node)
        and not (isinstance(above[-1], cst.Arg) and above[-1].keyword is node)
    ]


def _reads_all_variables(function: cst.FunctionDef) -> bool:
    return any(
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value in ("locals", "vars", "eval", "exec")
        for node in walk(function)
    )


def _fix(file: FileModel, reading: Reading, binding: Binding) -> Fix | None:
    """Makes an attribute of the local variable: `fc` -> `self.fc`, wherever the method names it."""
    function, target = binding.scope, _target(reading, binding)
    if function is None or target is None or function.name.value != "__init__":
        return None
    if any(isinstance(node, (cst.For, cst.While)) for node in binding.enclosing):
        return None
    if not any(call.order < binding.order for call in reading.super_calls):
        return None  # nothing can be registered yet
    name = binding.name
    taken = {a.attribute for a in reading.assignments} | facts.MODULE_ATTRIBUTES
    if name in taken | reading.class_body.keys() | reading.definition.methods().keys():
        return None
    names = _occurrences(function, name)
    if _is_bound_again(function, name, target):
        return None
    builder = FixBuilder(file, reading.definition.statement)
    for node in names:
        builder.replace(node, f"self.{name}")
    return builder.build(RULE.titled(name=name))


def _is_bound_again(function: cst.FunctionDef, name: str, target: cst.Name) -> bool:
    """Whether the name gets another value, or is another variable in a function inside."""
    for node, above in names_in(function).get(name, ()):
        if not isinstance(node, cst.Name) or node is target:
            continue
        parent = above[-1]
        if getattr(parent, "target", None) is node or getattr(parent, "name", None) is node:
            return True
        if isinstance(parent, (cst.Del, cst.Element, cst.NameItem)) and any(
            isinstance(n, (cst.AssignTarget, cst.Del, cst.Nonlocal, cst.Global)) for n in above
        ):
            return True
    return False


_MADE_HERE: ByLanguage = {
    "en": "The layer is made here, as the local variable `{local}`.",
    "ko": "레이어는 여기에서 지역 변수 `{local}`에 만들어집니다.",
}
_NO_MODULE: ByLanguage = {
    "en": "`{kind}` does not inherit from nn.Module.",
    "ko": "`{kind}` 클래스가 nn.Module을 상속하지 않습니다.",
}

RULE = Rule(
    id="layer-in-closure",
    severity=Severity.WARNING,
    title={
        "en": "A layer that is not an attribute of a Module is not registered.",
        "ko": "Module의 속성이 아닌 레이어는 등록되지 않습니다.",
    },
    messages={
        "captured": {
            "en": "The function in `self.{name}` keeps a layer that PyTorch does not see, so it is not"
            " trained, saved or moved. Assign the layer to `self` first, and use it from there.",
            "ko": "`self.{name}` 속성의 함수가 레이어를 붙잡고 있지만 PyTorch는 그것을 보지 못해 학습, 저장,"
            " 이동에서 빠집니다. 먼저 레이어를 `self`에 대입하고, 거기에서 사용하세요.",
        },
        "local": {
            "en": "`{local}` is only a variable of `{method}`: the layer is gone when that ends. Write"
            " `self.{local} = ...`.",
            "ko": "`{local}` 변수는 `{method}` 메서드의 지역 변수이므로, 메서드가 끝나면 레이어도 사라집니다."
            " `self.{local} = ...`로 쓰세요.",
        },
        "helper": {
            "en": "`{kind}` is not a Module, so PyTorch does not see the layers in `self.{name}`: they are"
            " not trained, saved or moved. Write `class {kind}(nn.Module):` and call"
            " `super().__init__()`.",
            "ko": "`{kind}` 클래스는 Module이 아니므로 PyTorch가 `self.{name}` 안의 레이어를 보지 못하고 학습,"
            " 저장, 이동에서 뺍니다. `class {kind}(nn.Module):`로 쓰고 `super().__init__()`을 호출하세요.",
        },
    },
    why={
        "en": "A Module knows the layers that are assigned to it as attributes, and those inside such"
        " layers. A local variable is not an attribute; a lambda, a nested function,"
        " `functools.partial` or an object of an ordinary class can keep a layer alive, but PyTorch"
        " does not look into them. Forward runs and the layer even gets gradients, but no optimizer"
        " has it.",
        "ko": "Module은 속성으로 대입된 레이어와 그 안에 있는 레이어만 압니다. 지역 변수는 속성이 아닙니다."
        " lambda, 함수 안의 함수, `functools.partial`, 일반 클래스의 객체는 레이어를 살려 둘 수 있지만"
        " PyTorch는 그 안을 들여다보지 않습니다. forward는 실행되고 레이어는 gradient도 받지만, 어떤"
        " optimizer도 그것을 갖고 있지 않습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        fc = nn.Linear(8, 2)
        self.head = lambda x: fc(x).relu()

    def forward(self, x):
        return self.head(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)
        self.head = lambda x: self.fc(x).relu()

    def forward(self, x):
        return self.head(x)
""",
    fix_title={
        "en": "Make it an attribute: `self.{name}`",
        "ko": "`self.{name}` 속성으로 만들기",
    },
    fix={
        "en": "Writes `self.fc` wherever `__init__` names the local `fc`. Not offered in a loop, or"
        " when the name is used for something else too.",
        "ko": "`__init__`에서 지역 변수 `fc`가 나오는 모든 곳을 `self.fc`로 바꿉니다. 반복문 안이거나 같은"
        " 이름을 다른 데에도 쓰면 제안하지 않습니다.",
    },
    silent={
        "en": "The layer is registered in another way too (as an attribute, in `nn.Sequential`, with"
        " `add_module`), has no weights, came in as an argument, is returned, or goes to code that was"
        " not read; or the ordinary class has `parameters()` or `to()` of its own.",
        "ko": "레이어가 다른 방법(속성, `nn.Sequential`, `add_module`)으로도 등록되었거나, 가중치가 없거나,"
        " 인자로 들어왔거나, 반환되거나, 읽을 수 없는 코드로 전달되면 알리지 않습니다. 일반 클래스에"
        " `parameters()`나 `to()`가 직접 있어도 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/modules.html",
    check=check,
    judges="classes",
)
