"""One layer that stands in a list several times, where several layers were meant."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Repetition, Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..interpreter import Interpreter
from ..literals import number
from ..rule import Rule
from ..script import loops_around
from ..sighted import uses_of
from ..tree import dotted_name, path_to, walk
from ..values import Module

# In the name of a variable, a method or a class they say that sharing is meant.
_SHARING_WORDS = ("share", "sharing", "tied", "tie_", "reuse", "recur", "universal", "albert")


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reader in (*file.readings, *file.scripts):
        for repetition in reader.repetitions:
            node = repetition.node
            layers = [v for v in repetition.values if isinstance(v, Module) and v.stateful]
            if id(node) in seen or not layers or _is_once(repetition.count):
                continue
            seen.add(id(node))
            if _is_meant(file, repetition):
                continue
            builder = FixBuilder(file, file.statement_of(node))
            yield RULE.finding(
                builder.span(node),
                "multiplied" if isinstance(node, cst.BinaryOperation) else "listed",
                fix=_fix(builder, repetition),
                name=layers[0].type_name,
                count=_inner_source(file, builder, repetition.count),
                times=builder.source(repetition.count),  # with its parentheses
            )
        for use, layer in _appended(reader):
            if id(use.node) not in seen and not _says_shared(
                file, use.node, use.statement, use.frame.method
            ):
                seen.add(id(use.node))
                places = file.statement_of(use.node).places
                yield RULE.finding(places.span(use.node), "appended", name=layer.type_name)


def _appended(reader: Interpreter) -> Iterator[tuple[Use, Module]]:
    """`blocks.append(block)` in a counting loop, where the block was made before the loop."""
    for use in uses_of(reader, "append"):
        loops = loops_around(use.enclosing)
        if not loops or not use.arguments:
            continue
        layer, loop = use.arguments[0], loops[-1]
        creation = next((c for c in reader.creations.values() if c.value is layer), None)
        if (
            creation is None
            or not isinstance(layer, Module)
            or not layer.stateful
            or layer.alternatives
            or loop in creation.enclosing
            or not isinstance(loop, cst.For)
            or not _counts(loop)
            or use.enclosing[-1] is not loop
            or any(a.value is layer for a in reader.assignments)
        ):
            continue
        yield use, layer


def _counts(loop: cst.For) -> bool:
    """Whether it is `for _ in range(n)`."""
    call = loop.iter
    if not isinstance(call, cst.Call) or dotted_name(call.func) != "range" or len(call.args) != 1:
        return False
    return not _is_once(call.args[0].value)


def _is_once(count: cst.BaseExpression) -> bool:
    times = number(count)
    return times is not None and times <= 1


def _is_meant(file: FileModel, repetition: Repetition) -> bool:
    method = repetition.frame.method
    return _says_shared(file, repetition.node, repetition.statement, method)


def _says_shared(
    file: FileModel, found: cst.CSTNode, statement: cst.CSTNode | None, method: str = ""
) -> bool:
    """Whether a name around the expression says that the weights are shared on purpose."""
    names = [
        method,
        *(
            definition.name
            for definition in file.statement_of(found).classes
            if any(node is found for node in walk(definition.node))
        ),
    ]
    asked = [
        branch.test
        for branch in (path_to(file.statement_of(found).module, found) if statement else ())
        if isinstance(branch, (cst.If, cst.IfExp))
    ]
    for part in (statement or found, *asked):
        names += [node.value for node in walk(part) if isinstance(node, cst.Name)]
    return any(word in name.lower() for name in names for word in _SHARING_WORDS)


def _inner_source(file: FileModel, builder: FixBuilder, node: cst.BaseExpression) -> str:
    span = builder.span(node)
    return file.text[span.start : span.end]


def _fix(builder: FixBuilder, repetition: Repetition) -> Fix | None:
    """`[A(), B()] * n` -> `[layer for _ in range(n) for layer in (A(), B())]`."""
    node = repetition.node
    if not isinstance(node, cst.BinaryOperation):
        return None
    literal = node.right if node.left is repetition.count else node.left
    if not isinstance(literal, cst.List):
        return None
    elements = [element.value for element in literal.elements]
    if not all(isinstance(element, cst.Call) for element in elements) or any(
        isinstance(part, cst.Name) and part.value in ("layer", "_")
        for element in elements
        for part in walk(element)
    ):
        return None
    count = builder.source(repetition.count)
    if repetition.count.lpar:
        count = count[1:-1].strip()
    sources = [builder.source(element) for element in elements]
    if len(sources) == 1:
        builder.replace(node, f"[{sources[0]} for _ in range({count})]")
    else:
        builder.replace(
            node, f"[layer for _ in range({count}) for layer in ({', '.join(sources)})]"
        )
    return builder.build(RULE.titled())


RULE = Rule(
    id="shared-layer-by-multiplication",
    severity=Severity.WARNING,
    title={
        "en": "Multiplying a list repeats one layer; it does not build several.",
        "ko": "list에 곱셈을 하면 레이어 하나가 반복될 뿐, 여러 개가 만들어지지 않습니다.",
    },
    messages={
        "multiplied": {
            "en": "`* {times}` repeats the same {name}, it does not build new ones: every place has"
            " the same weights. Write `[... for _ in range({count})]`.",
            "ko": "`* {times}` 연산은 같은 {name} 객체를 반복할 뿐 새로 만들지 않아 모든 자리가 같은 가중치를"
            " 씁니다. `[... for _ in range({count})]` 형태로 쓰세요.",
        },
        "listed": {
            "en": "This puts the same {name} into the list each time, so every place has the same"
            " weights. Build the layer inside the comprehension.",
            "ko": "매번 같은 {name} 객체를 list에 넣으므로 모든 자리가 같은 가중치를 씁니다. comprehension"
            " 안에서 레이어를 만드세요.",
        },
        "appended": {
            "en": "Every iteration appends the same {name}, which was built before the loop, so every"
            " place has the same weights. Build it inside the loop.",
            "ko": "반복문 앞에서 만든 같은 {name} 객체를 매번 넣으므로 모든 자리가 같은 가중치를 씁니다. 레이어를"
            " 반복문 안에서 만드세요.",
        },
    },
    why={
        "en": "`[layer] * 3` is a list with three references to one object, and `nn.ModuleList`"
        " registers what it is given: one set of weights under three names. The model prints as if"
        " it had three layers, but `parameters()` yields one, and all three places are trained"
        " towards the same values. A comprehension runs its expression anew for each entry.",
        "ko": "`[layer] * 3`은 객체 하나를 세 번 가리키는 list이고, `nn.ModuleList`는 받은 것을 그대로"
        " 등록합니다. 그래서 가중치 한 벌이 이름 세 개로 등록됩니다. 모델을 출력하면 레이어가 세 개처럼"
        " 보이지만 `parameters()`에는 하나뿐이고, 세 자리가 같은 값으로 학습됩니다. comprehension은 항목마다"
        " 식을 새로 실행합니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(8, 8)] * 3)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
""",
    fix_title={
        "en": "Build a new layer for each place",
        "ko": "자리마다 새 레이어 만들기",
    },
    fix={
        "en": "Turns the multiplication into a comprehension. Not offered when the layer was built"
        " before under a name, or when what is multiplied is not a list.",
        "ko": "곱셈을 comprehension으로 바꿉니다. 레이어를 앞에서 변수로 만들어 두었거나 list가 아닌 것을 곱하면"
        " 제안하지 않습니다.",
    },
    silent={
        "en": "The layers have no weights (activations, pooling), the count is 1, the layer is"
        " registered under a name of its own, or a name says that sharing is meant"
        " (`shared_block`, `tied`).",
        "ko": "레이어에 가중치가 없거나(activation, pooling), 횟수가 1이거나, 레이어가 자기 이름으로 이미 등록되어"
        " 있거나, 이름에 공유한다는 뜻이 있으면(`shared_block`, `tied`) 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html",
    check=check,
    judges="both",
)
