"""`torch.compile(model)` whose result nobody uses."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..compiled import compile_calls
from ..edits import FixBuilder
from ..events import FunctionCall
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..interpreter import Interpreter
from ..rule import Rule
from ..tree import dotted_name, walk


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reader in (*file.scripts, *file.readings):
        for call in compile_calls(reader):
            statement = call.statement
            if statement is None or id(call.node) in seen:
                continue
            seen.add(id(call.node))
            builder = FixBuilder(file, file.statement_of(call.node))
            original = dotted_name(call.node.args[0].value)
            if isinstance(statement, cst.Expr) and statement.value is call.node:
                fix = _fix(builder, call, original)
                named = original or "model"
                yield RULE.finding(builder.span(call.node), "dropped", fix=fix, name=named)
            elif isinstance(statement, cst.Assign) and statement.value is call.node:
                name = _never_read(file, statement)
                if name is not None and original and _runs(reader, call):
                    yield RULE.finding(
                        builder.span(call.node), "never_called", name=name, original=original
                    )


def _fix(builder: FixBuilder, call: FunctionCall, original: str | None) -> Fix | None:
    """`torch.compile(model)` -> `model = torch.compile(model)`."""
    if original is None:
        return None
    builder.insert(builder.span(call.node).start, f"{original} = ")
    return builder.build(RULE.titled())


def _never_read(file: FileModel, statement: cst.Assign) -> str | None:
    """The one name that is assigned, when nothing in the file reads it."""
    if len(statement.targets) != 1 or not isinstance(statement.targets[0].target, cst.Name):
        return None
    target = statement.targets[0].target
    for part in file.parts:
        for node in walk(part.module):
            if isinstance(node, cst.Name) and node.value == target.value and node is not target:
                return None
            if isinstance(node, cst.SimpleString) and target.value in node.value:
                return None  # `__all__`, `globals()["compiled"]`
    return target.value


def _runs(reader: Interpreter, call: FunctionCall) -> bool:
    """Whether what was given to torch.compile is called afterwards."""
    given = call.arguments[0]
    name = dotted_name(call.node.args[0].value)
    return any(
        use.value is given and use.method is None and use.order > call.order for use in reader.uses
    ) or any(other.function == name and other.order > call.order for other in reader.functions)


RULE = Rule(
    id="compile-result-unused",
    severity=Severity.WARNING,
    title={
        "en": "`torch.compile` returns the compiled model; this result is not used.",
        "ko": "`torch.compile`은 컴파일된 모델을 돌려주는데 그 결과를 쓰지 않습니다.",
    },
    messages={
        "dropped": {
            "en": "`torch.compile` leaves `{name}` as it is and returns a compiled one, which is thrown"
            " away here: nothing gets faster. Write `{name} = torch.compile({name})`.",
            "ko": "`torch.compile` 함수는 `{name}` 자체를 바꾸지 않고 컴파일된 것을 돌려주는데, 여기서 그"
            " 결과를 버리므로 빨라지지 않습니다. `{name} = torch.compile({name})` 형태로 쓰세요.",
        },
        "never_called": {
            "en": "`{name}` is never called: the code goes on with `{original}`, which is not compiled."
            " Call `{name}` instead.",
            "ko": "`{name}` 변수를 호출하는 곳이 없고, 코드는 컴파일되지 않은 `{original}` 쪽을 계속 씁니다."
            " 대신 `{name}` 변수를 호출하세요.",
        },
    },
    why={
        "en": "`torch.compile(model)` builds a new object around the model and compiles when that object"
        " is first called. The model itself stays as it was, so a statement that drops the result has no"
        " effect at all, and no error. `model.compile()` is the method that changes the model in place.",
        "ko": "`torch.compile(model)`은 모델을 감싼 새 객체를 만들고, 그 객체를 처음 호출할 때 컴파일합니다."
        " 모델 자체는 그대로이므로 결과를 버리는 문장은 아무 효과도 오류도 없습니다. 모델을 그 자리에서"
        " 바꾸는 것은 `model.compile()` 메서드입니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
torch.compile(model)
print(model(torch.randn(8, 64)).shape)
""",
    good="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
model = torch.compile(model)
print(model(torch.randn(8, 64)).shape)
""",
    fix_title={
        "en": "Keep the compiled model",
        "ko": "컴파일된 모델을 변수에 담기",
    },
    fix={
        "en": "Assigns the result to the name that was given. Not offered for a compiled model that has"
        " a name of its own: where it should be called is your choice.",
        "ko": "결과를 같은 이름에 대입합니다. 컴파일된 모델에 다른 이름이 있으면 제안하지 않습니다. 어디에서"
        " 호출할지는 직접 정해야 하기 때문입니다.",
    },
    silent={
        "en": "The result goes anywhere, `model.compile()` is used, `torch.compile` is a decorator, or"
        " the original is not called afterwards.",
        "ko": "결과를 어디에든 쓰거나, `model.compile()`을 쓰거나, `torch.compile`을 decorator로 쓰거나, 원래"
        " 모델을 그 뒤에 호출하지 않으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.compile.html",
    check=check,
    judges="both",
)
