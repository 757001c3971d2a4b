"""nn.Sequential, nn.ModuleList and nn.ModuleDict given what they refuse, or called."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..containers import Refusal, function_name, refusals
from ..edits import FixBuilder
from ..events import Creation, Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity, Span
from ..rule import Rule
from ..tree import statements, walk
from ..values import ClassReference, Container

_LAYER_FOR = {function: layer for layer, function in facts.FUNCTIONAL_FORMS.items()}


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reader in (*file.readings, *file.scripts):
        for refusal in refusals(reader):
            node, value = refusal.node, refusal.value
            if id(node) in seen:
                continue
            seen.add(id(node))
            builder = FixBuilder(file, file.statement_of(node))
            # a call of a container: the mistake is what is called
            place = node.func if refusal.kind == "called" and isinstance(node, cst.Call) else node
            layer = _layer(file, refusal) if refusal.kind == "function" else None
            yield RULE.finding(
                builder.span(place),
                "activation" if layer is not None else refusal.kind,
                fix=_fix(file, builder, refusal),
                container=f"nn.{refusal.container}",
                name=_short(builder.source(place)),
                kind=value.kind if isinstance(value, Container) else "list",
                layer=f"nn.{layer}()",
            )


def _short(source: str) -> str:
    return source if len(source) <= 30 else source[:27] + "..."


def _layer(file: FileModel, refusal: Refusal) -> str | None:
    """The class to use instead of a function; only one that can be built without arguments."""
    dotted = function_name(file, refusal.event, refusal.node) or ""
    layer = _LAYER_FOR.get(dotted.rpartition(".")[2])
    usable = layer in facts.MODULES_WITHOUT_ARGUMENTS and layer not in facts.NEED_A_DIMENSION
    return layer if usable else None


def _fix(file: FileModel, builder: FixBuilder, refusal: Refusal) -> Fix | None:
    node, value, event = refusal.node, refusal.value, refusal.event
    span = builder.outer(node)
    match refusal.kind:
        case "sequence":
            builder.replace(node, f"*{builder.operand(node)}")
        case "function" if _layer(file, refusal) is not None:
            builder.replace(node, f"{builder.torch_name(f'torch.nn.{_layer(file, refusal)}')}()")
        case "class" if isinstance(value, ClassReference):
            if value.nn_name not in facts.MODULES_WITHOUT_ARGUMENTS:
                return None
            builder.replace_span(Span(span.end, span.end), "()")
        case "several" if isinstance(event, Creation):
            last = builder.outer(event.node.args[-1].value)
            builder.replace_span(Span(span.start, span.start), "[")
            builder.replace_span(Span(last.end, last.end), "]")
        case "starred":
            builder.replace_span(Span(span.start - 1, span.start), "")
        case "nested" if isinstance(node, (cst.List, cst.ListComp, cst.Tuple)):
            if isinstance(event, Use) or node is not value.node:
                return None
            builder.wrap(node, f"{builder.torch_name('torch.nn.ModuleList')}(", ")")
        case "called" if isinstance(event, Use):
            return _loop(file, builder, event)
        case _:
            return None
    return builder.build(RULE.titled())


def _loop(file: FileModel, builder: FixBuilder, use: Use) -> Fix | None:
    """`x = self.blocks(x)` -> a loop over the blocks."""
    function, arguments = use.node.func, use.node.args
    if not isinstance(function, cst.Attribute) or len(arguments) != 1 or not use.enclosing:
        return None
    around = use.enclosing[-1]
    data = arguments[0].value
    body = around.body if isinstance(around, cst.FunctionDef) else None
    if not isinstance(body, cst.IndentedBlock) or not isinstance(data, cst.Name):
        return None
    line = next(
        (
            line
            for line in statements(body)
            if isinstance(line, cst.Assign) and line.value is use.node
        ),
        None,
    )
    if (
        line is None
        or len(line.targets) != 1
        or builder.source(line.targets[0].target) != data.value
    ):
        return None
    name = function.attr.value.removesuffix("s") if function.attr.value != "s" else "layer"
    if name in (function.attr.value, data.value) or any(
        isinstance(part, cst.Name) and part.value == name for part in walk(around)
    ):
        name = "layer"
    start = builder.span(line).start
    first = max(file.text.rfind("\n", 0, start), file.text.rfind("\r", 0, start)) + 1
    indent = file.text[first:start]
    if indent.strip():
        return None
    newline = "\r\n" if "\r\n" in file.text else "\n"
    step = body.indent or "    "
    builder.replace(
        line,
        f"for {name} in {builder.source(function)}:"
        f"{newline}{indent}{step}{data.value} = {name}({data.value})",
    )
    return builder.build(RULE.titled())


RULE = Rule(
    id="container-misuse",
    severity=Severity.ERROR,
    title={
        "en": "Each container of `torch.nn` takes Modules in its own way, and not all can be called.",
        "ko": "`torch.nn`의 컨테이너는 저마다 정해진 방식으로 Module을 받고, 모두 호출할 수 있지는 않습니다.",
    },
    messages={
        "called": {
            "en": "`{name}` is an `{container}`, which has no forward: calling it raises"
            " NotImplementedError. Call its layers in a loop, or use `nn.Sequential`.",
            "ko": "`{name}` 값은 `{container}` 객체이고 forward가 없어 호출하면 NotImplementedError가 납니다."
            " 반복문으로 안의 레이어를 호출하거나 `nn.Sequential` 클래스를 쓰세요.",
        },
        "sequence": {
            "en": "`{container}` takes its layers one by one, so a {kind} of them raises a TypeError."
            " Unpack it with a `*` in front.",
            "ko": "`{container}` 클래스는 레이어를 하나씩 받으므로 {kind} 자료형을 그대로 주면 TypeError가"
            " 납니다. 앞에 `*`를 붙여 풀어 주세요.",
        },
        "dict": {
            "en": "`{container}` refuses a plain dict with a TypeError. Use `nn.ModuleDict`, or give"
            " an `OrderedDict` to `nn.Sequential`.",
            "ko": "`{container}` 클래스에 일반 dict를 주면 TypeError가 납니다. `nn.ModuleDict`를 쓰거나,"
            " `nn.Sequential`에는 `OrderedDict`를 주세요.",
        },
        "activation": {
            "en": "`{name}` is a function, not a Module, so `{container}` raises a TypeError. Put the"
            " layer `{layer}` here.",
            "ko": "`{name}` 값은 Module이 아니라 함수여서 `{container}` 클래스가 TypeError를 냅니다. 여기에"
            " `{layer}` 레이어를 넣으세요.",
        },
        "function": {
            "en": "`{name}` is a function, not a Module, so `{container}` raises a TypeError. Write a"
            " Module whose forward calls it.",
            "ko": "`{name}` 값은 Module이 아니라 함수여서 `{container}` 클래스가 TypeError를 냅니다. forward에서"
            " 이 함수를 호출하는 Module을 만드세요.",
        },
        "class": {
            "en": "`{name}` is a class, not a layer, so `{container}` raises a TypeError. Build the"
            " layer with parentheses.",
            "ko": "`{name}` 값은 레이어가 아니라 클래스여서 `{container}` 클래스가 TypeError를 냅니다. 괄호를 붙여"
            " 레이어를 만드세요.",
        },
        "several": {
            "en": "`{container}` takes one list of layers, so this raises a TypeError. Put the layers"
            " in square brackets.",
            "ko": "`{container}` 클래스는 레이어를 list 하나로 받으므로 여기서 TypeError가 납니다. 레이어를"
            " 대괄호로 묶으세요.",
        },
        "starred": {
            "en": "`{container}` takes the list itself, not its layers one by one. Delete the `*`.",
            "ko": "`{container}` 클래스는 레이어를 하나씩 받지 않고 list 자체를 받습니다. `*`를 지우세요.",
        },
        "nested": {
            "en": "`{container}` takes Modules only, and a {kind} inside it raises a TypeError. Put"
            " the inner layers in an `nn.ModuleList` or `nn.Sequential`.",
            "ko": "`{container}` 클래스는 Module만 받으므로 그 안의 {kind} 자료형은 TypeError를 냅니다. 안쪽"
            " 레이어를 `nn.ModuleList`나 `nn.Sequential`에 담으세요.",
        },
        "number": {
            "en": "The key `{name}` is a number: `{container}` takes strings only and raises a"
            " TypeError. Use `str(...)`, here and where you look it up.",
            "ko": "`{name}` 키는 숫자입니다. `{container}` 클래스는 문자열만 받아 TypeError가 나므로, 여기와"
            " 꺼내는 곳에서 모두 `str(...)`로 바꾸세요.",
        },
        "name": {
            "en": "`{container}` refuses the key `{name}` with a KeyError: a key must have no dot and"
            " not be the name of a method or attribute. Choose another.",
            "ko": "`{container}` 클래스는 `{name}` 키를 KeyError로 거부합니다. 키에는 점이 없어야 하고 method나"
            " 속성의 이름이 아니어야 하므로 다른 이름을 쓰세요.",
        },
    },
    why={
        "en": "`nn.Sequential(a, b)` takes layers one by one and calls them in order."
        " `nn.ModuleList([a, b])` takes one list and only registers it: it does not know in which"
        " way your forward uses the layers, so it cannot be called. `nn.ModuleDict` takes a dict"
        " whose keys become names of submodules. All of them accept Modules only: no functions, no"
        " classes, no plain lists.",
        "ko": "`nn.Sequential(a, b)`는 레이어를 하나씩 받아 순서대로 호출합니다. `nn.ModuleList([a, b])`는"
        " list 하나를 받아 등록만 합니다. forward에서 레이어를 어떻게 쓸지 모르기 때문에 호출할 수 없습니다."
        " `nn.ModuleDict`는 dict를 받고, 키가 하위 Module의 이름이 됩니다. 모두 Module만 받고 함수, 클래스,"
        " 일반 list는 받지 않습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])

    def forward(self, x):
        x = self.blocks(x)
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
        "en": "Write it the way the container takes it",
        "ko": "컨테이너가 받는 형태로 고치기",
    },
    fix={
        "en": "Unpacks a list with `*`, adds missing brackets or parentheses, takes the layer for a"
        " function (`nn.ReLU()` for `F.relu`), wraps an inner list, or writes the loop for"
        " `x = self.blocks(x)`. Keys of a dict are left to you: they are also used elsewhere.",
        "ko": "list를 `*`로 풀거나, 빠진 괄호를 더하거나, 함수를 레이어로 바꾸거나(`F.relu` 대신 `nn.ReLU()`),"
        " 안쪽 list를 감싸거나, `x = self.blocks(x)`를 반복문으로 씁니다. dict의 키는 다른 곳에서도 쓰이므로"
        " 고치지 않습니다.",
    },
    silent={
        "en": "What the container is given comes from code that was not read, or an attribute is a"
        " container in one branch only. Subclasses of `nn.ModuleList` may have a forward.",
        "ko": "컨테이너에 주는 값이 읽을 수 없는 코드에서 오거나, 한 분기에서만 컨테이너인 속성이면 알리지"
        " 않습니다. `nn.ModuleList`의 하위 클래스에는 forward가 있을 수 있습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html",
    check=check,
    judges="both",
)
