"""A layer whose name the class already uses: a default, a method, or something of nn.Module."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Assignment, Binding
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Span, Text
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..statement import ClassDefinition
from ..tree import statements, walk
from ..values import Buffer, ClassReference, Constant, Module, Parameter

_OWN_LOOK_UP = frozenset({"__getattr__", "__getattribute__", "__setattr__"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        registered = {
            assignment.attribute: assignment
            for assignment in reversed(reading.assignments)  # the first of a name stays
            if assignment.in_class and isinstance(assignment.value, (Module, Parameter, Buffer))
        }
        if not registered:
            continue
        family = _family(file, reading)
        if any(_OWN_LOOK_UP & member.definition.methods().keys() for member in family):
            continue
        for name, assignment in registered.items():
            if name not in facts.MODULE_NAMES and not any(_binds(m, name) for m in family):
                continue
            raises = not isinstance(assignment.value, Module)
            place, message = _in_the_way(family, name)
            if message is None:
                continue
            yield RULE.finding(
                reading.definition.statement.places.span(assignment.target),
                "raises" if raises else message,
                severity=Severity.ERROR if raises else None,
                subject=f"{reading.definition.name}.{name}",
                fix=_fix(file, reading, assignment) if message == "default" else None,
                related=() if place is None else (Related(place, Text(_HERE, {"name": name})),),
                name=name,
            )


def _family(file: FileModel, reading: Reading) -> list[Reading]:
    """The class and the Modules of the file that it inherits from."""
    lineage = file.lineage(reading.definition)
    if len(lineage) == 1:
        return [reading]
    readings = ((member, file.reading_of(member.name)) for member in lineage)
    return [known for member, known in readings if known and known.definition is member]


def _in_the_way(family: list[Reading], name: str) -> tuple[Span | None, str | None]:
    """What Python finds before the registered layer: where it stands, and what to say of it."""
    for member in family:
        places = member.definition.statement.places
        binding = member.class_body.get(name)
        if binding is not None:
            node = _bound_name(binding)
            plain = isinstance(binding.value, (Constant, Module, Parameter, ClassReference))
            return (places.span(node), "default") if plain and node is not None else (None, None)
        method = member.definition.methods().get(name)
        if method is not None:
            # a property may find the layer in a way of its own
            return (None, None) if method.decorators else (places.span(method.name), "method")
        if name in _other_names(member):
            return None, None
    return (None, "module") if name in facts.MODULE_NAMES else (None, None)


def _binds(member: Reading, name: str) -> bool:
    """Whether the class body binds the name, or may."""
    return (
        name in member.class_body
        or name in member.definition.methods()
        or name in _other_names(member)
    )


def _other_names(member: Reading) -> frozenset[str]:
    """The names that something in the class body which was not read, such as an `if`, may bind."""
    node = member.definition.node
    lines = tuple(line for line in node.body.body if not isinstance(line, cst.FunctionDef))
    return member.definition.statement.found_in(
        node,
        f"names in the body of {member.definition.qualified_name}",
        lines,
        lambda: frozenset().union(*map(_names_in, lines)),
    )


def _names_in(line: cst.CSTNode) -> frozenset[str]:
    """The names in a line of the class body, annotated ones left out. A class in it binds its own name alone."""
    if isinstance(line, cst.ClassDef):
        return frozenset((line.name.value,))
    nodes = line.body if isinstance(line, cst.SimpleStatementLine) else (line,)
    return frozenset(
        part.value
        for node in nodes
        if not isinstance(node, cst.AnnAssign)
        for part in walk(node)
        if isinstance(part, cst.Name)
    )


def _bound_name(binding: Binding) -> cst.Name | None:
    """The name in `name = value` or `name: type = value`."""
    statement = binding.statement
    if isinstance(statement, cst.AnnAssign):
        return statement.target if isinstance(statement.target, cst.Name) else None
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target = statement.targets[0].target
        return target if isinstance(target, cst.Name) else None
    return None


def _fix(file: FileModel, reading: Reading, assignment: Assignment) -> Fix | None:
    """Deletes `fc = None`; of `fc: nn.Linear = None` the annotation stays."""
    definition = reading.definition
    binding = reading.class_body.get(assignment.attribute)
    init = definition.methods().get("__init__")
    if binding is None or init is None or assignment.statement not in statements(init.body):
        return None  # where the layer is not always made, the default is needed
    statement = binding.statement
    value = statement.value if isinstance(statement, (cst.Assign, cst.AnnAssign)) else None
    if not (isinstance(value, cst.Name) and value.value == "None"):
        return None
    builder = FixBuilder(file, definition.statement)
    if isinstance(statement, cst.AnnAssign):
        start = builder.outer(statement.annotation.annotation).end
        builder.replace_span(Span(start, builder.outer(value).end), "")
    elif not _delete_line(file, builder, definition, statement):
        return None
    return builder.build(RULE.titled(name=assignment.attribute))


def _delete_line(
    file: FileModel, builder: FixBuilder, definition: ClassDefinition, statement: cst.CSTNode | None
) -> bool:
    """Take out the line of a statement that has it for itself; False when it has not."""
    for line in definition.node.body.body:
        if isinstance(line, cst.SimpleStatementLine) and line.body[0] is statement:
            if len(line.body) > 1 or len(definition.node.body.body) < 2:
                return False
            start, end = builder.span(line).start, builder.span(line).end
            start = max(file.text.rfind("\n", 0, start), file.text.rfind("\r", 0, start)) + 1
            rest = file.text[end:].splitlines(keepends=True)[:1]
            builder.replace_span(Span(start, end + len("".join(rest))), "")
            return True
    return False


_HERE: ByLanguage = {
    "en": "This `{name}` of the class is found first.",
    "ko": "클래스에 있는 이 `{name}` 이름을 먼저 찾게 됩니다.",
}

RULE = Rule(
    id="class-default-shadows-layer",
    severity=Severity.WARNING,
    title={
        "en": "A name of the class hides the layer that is registered under the same name.",
        "ko": "클래스에 이미 있는 이름이 같은 이름으로 등록된 레이어를 가립니다.",
    },
    messages={
        "default": {
            "en": "`self.{name}` will give the value in the class body, not this layer: Python finds"
            " that first. Delete that value, or keep only an annotation such as `{name}: nn.Module`.",
            "ko": "`self.{name}` 속성을 읽으면 이 레이어가 아니라 클래스 본문의 값이 나옵니다. Python이 그 값을 먼저"
            " 찾기 때문이니, 그 값을 지우거나 `{name}: nn.Module` 같은 annotation만 남기세요.",
        },
        "method": {
            "en": "`self.{name}` will give the method `{name}`, not this layer: Python finds methods"
            " first. Give the layer another name.",
            "ko": "`self.{name}` 속성을 읽으면 이 레이어가 아니라 같은 이름의 메서드가 나옵니다. Python이 메서드를"
            " 먼저 찾기 때문이니 레이어의 이름을 바꾸세요.",
        },
        "module": {
            "en": "Every Module already has a `{name}`, so `self.{name}` will give that and not this"
            " layer. Give the layer another name.",
            "ko": "모든 Module에 이미 `{name}` 이름이 있어서, `self.{name}` 속성을 읽으면 이 레이어가 아니라 그것이"
            " 나옵니다. 레이어의 이름을 바꾸세요.",
        },
        "raises": {
            "en": "This line raises a KeyError: the class already has a `{name}`, and PyTorch does not"
            " register a second thing under that name. Remove the other one, or choose another name.",
            "ko": "이 줄에서 KeyError가 납니다. 클래스에 이미 `{name}` 이름이 있고 PyTorch는 같은 이름을 다시"
            " 등록하지 않으니, 그것을 지우거나 다른 이름을 쓰세요.",
        },
    },
    why={
        "en": "PyTorch keeps a registered layer in a table of its own (`_modules`), and Python looks"
        " there only when it finds nothing else: what stands in the class body, and every method,"
        " comes first. So the layer is in `parameters()` and is saved, but `self.fc` is still `None`,"
        " and calling it fails with `'NoneType' object is not callable`. For a Parameter or a buffer"
        " PyTorch notices and raises at once.",
        "ko": "PyTorch는 등록된 레이어를 별도의 표(`_modules`)에 두고, Python은 다른 곳에서 찾지 못했을 때만"
        " 그 표를 봅니다. 클래스 본문의 값과 모든 메서드가 먼저입니다. 그래서 레이어는 `parameters()`에"
        " 나오고 저장도 되지만 `self.fc`는 여전히 `None`이고, 호출하면 `'NoneType' object is not"
        " callable` 오류가 납니다. Parameter나 buffer이면 PyTorch가 알아채고 바로 예외를 냅니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    fc: nn.Linear = None

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    fc: nn.Linear

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)
""",
    fix_title={
        "en": "Take the value of `{name}` out of the class body",
        "ko": "클래스 본문에서 `{name}` 이름의 값 지우기",
    },
    fix={
        "en": "Deletes `fc = None` from the class body; of `fc: nn.Linear = None` the annotation stays."
        " Offered when `__init__` always makes the layer. Where it does not, write `self.fc = None` in"
        " `__init__` instead.",
        "ko": "클래스 본문에서 `fc = None`을 지웁니다. `fc: nn.Linear = None`이면 annotation은 남깁니다."
        " `__init__`이 레이어를 항상 만들 때만 제안합니다. 그렇지 않다면 대신 `__init__`에 `self.fc ="
        " None`을 쓰세요.",
    },
    silent={
        "en": "The class body has only an annotation, or a property of that name; or the class looks"
        " up attributes in a way of its own (`__getattr__`).",
        "ko": "클래스 본문에 annotation만 있거나, 같은 이름의 property가 있거나, 클래스가 attribute를 직접"
        " 찾으면(`__getattr__`) 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/modules.html",
    check=check,
    judges="classes",
)
