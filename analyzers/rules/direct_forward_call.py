"""`model.forward(x)` instead of `model(x)`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..evidence import is_module
from ..file_model import FileModel
from ..finding import Finding, Severity
from ..interpreter import Interpreter
from ..rule import Rule
from ..sighted import uses_of
from ..tree import dotted_name
from ..values import Activation, Element, Module, Unknown, Value


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for use in uses_of(reading, "forward"):
            function = use.node.func
            if (
                id(use.node) in seen
                or not isinstance(function, cst.Attribute)
                or not use.frame.running
                or any(argument.star for argument in use.node.args)  # a wrapper hands all on
                or not _is_called_module(file, reading, use.value)
            ):
                continue
            seen.add(id(use.node))
            statement = file.statement_of(use.node)
            builder = FixBuilder(file, statement)
            builder.replace(function, builder.source(function.value))
            code = dotted_name(function.value) or "..."
            yield RULE.finding(
                statement.places.span(function),
                "forward",
                fix=builder.build(RULE.titled(code=code)),
                code=code,
            )


def _is_called_module(file: FileModel, reading: Interpreter, owner: Value) -> bool:
    if isinstance(owner, Element):
        items = owner.container.items
        return bool(items) and all(_is_called_module(file, reading, item) for item in items)
    if isinstance(owner, Module):
        definition = file.module_class(owner.type_name)
        return definition is None or "__call__" not in definition.methods()
    if not isinstance(owner, (Unknown, Activation)):
        return False
    methods = {use.method for use in reading.uses if use.value is owner}
    return is_module(owner, reading) or bool(methods & {"train", "eval"})


RULE = Rule(
    id="direct-forward-call",
    severity=Severity.INFORMATION,
    title={
        "en": "Call the Module itself instead of its `forward`.",
        "ko": "`forward` 대신 Module 자체를 호출하세요.",
    },
    messages={
        "forward": {
            "en": "`{code}.forward(...)` skips the hooks of the Module, on which tools and some layers"
            " rely. Call the Module itself: `{code}(...)`.",
            "ko": "`{code}.forward(...)` 호출은 Module의 hook을 건너뛰는데, 여러 도구와 일부 레이어가 hook을"
            " 씁니다. Module 자체를 `{code}(...)`처럼 호출하세요.",
        },
    },
    why={
        "en": "`model(x)` runs `Module.__call__`, which calls the hooks before and after `forward`."
        " Feature extraction, pruning, FSDP and the older `weight_norm` hang on it, and so does"
        " `model.compile()`. A direct call computes the same until one of them is used, and then"
        " silently leaves it out.",
        "ko": "`model(x)`는 `Module.__call__`을 실행하고, 이것이 `forward` 앞뒤로 hook을 호출합니다. feature"
        " 추출, pruning, FSDP, 예전 방식의 `weight_norm`, 그리고 `model.compile()`이 여기에 걸려 있습니다."
        " `forward`를 직접 호출하면 평소에는 결과가 같지만, 이런 도구를 쓰는 순간 말없이 빠집니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
model.register_forward_hook(lambda module, args, output: print(output.shape))
print(model.forward(torch.randn(1, 4)))
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
model.register_forward_hook(lambda module, args, output: print(output.shape))
print(model(torch.randn(1, 4)))
""",
    fix_title={
        "en": "Call `{code}(...)`",
        "ko": "`{code}(...)` 형태로 호출하기",
    },
    fix={
        "en": "Takes `.forward` away.",
        "ko": "`.forward`를 지웁니다.",
    },
    silent={
        "en": "`super().forward(x)`, `Base.forward(self, x)` and `self.forward(x)`, wrappers that"
        " hand on `*args`, classes with a `__call__` of their own, and objects that may not be"
        " Modules.",
        "ko": "`super().forward(x)`, `Base.forward(self, x)`, `self.forward(x)`, `*args`를 그대로"
        " 넘기는 wrapper, 자체 `__call__`이 있는 클래스, Module이 아닐 수 있는 객체는 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.forward",
    check=check,
    judges="both",
)
