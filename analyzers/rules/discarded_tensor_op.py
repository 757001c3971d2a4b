"""A tensor operation whose result is thrown away: `x.to(device)` alone on a line."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Discard, FunctionCall, Use
from ..evidence import is_batch_tensor, is_tensor
from ..file_model import FileModel
from ..finding import Finding, Severity, Span
from ..integers import is_dtype
from ..interpreter import Interpreter
from ..literals import string
from ..rule import Rule
from ..script import loops_around
from ..sighted import discards
from ..tree import dotted_name, walk_with_parent

_MOVES = frozenset({"to", "cuda"})
_FUNCTIONS = facts.RETURNS_ANEW - {"to", "cuda", "type"}
# With one of these a function writes into a tensor.
_CHANGING = frozenset({"inplace", "out"})


def check(file: FileModel) -> Iterator[Finding]:
    for reading, discard in discards(file, cst.Call):
        call = discard.node.value
        if not isinstance(call, cst.Call):
            continue
        function = _function(file, call)
        if function is not None:
            name = dotted_name(call.args[0].value)
            if name is not None and not _is_tried(discard):
                yield from _thrown_away(file, reading, discard, call, name, function)
            continue
        if not isinstance(call.func, cst.Attribute):
            continue
        method, owner = call.func.attr.value, discard.owner
        if method not in facts.RETURNS_ANEW or owner is None:
            continue
        receiver = _receiver(call)
        if receiver is None:
            continue
        if not is_tensor(owner, reading) and not is_batch_tensor(owner, reading):
            continue
        if not _is_called(reading, receiver) and not _is_tried(discard):
            yield from _thrown_away(file, reading, discard, call, receiver, method)


def _thrown_away(
    file: FileModel,
    reading: Interpreter,
    discard: Discard,
    call: cst.Call,
    receiver: str,
    operation: str,
) -> Iterator[Finding]:
    """The finding about a method, or function, of a tensor that the code goes on with."""
    if not _is_needed(file, reading, discard, receiver, operation):
        return
    statement = file.statement_of(call)
    builder = FixBuilder(file, statement)
    start = builder.outer(call).start
    builder.replace_span(Span(start, start), f"{receiver} = ")
    owned = "." in receiver  # assigning an attribute may register it or fail: no safe fix
    message = "moved" if operation in _MOVES and not _converts(file, call) else "changed"
    yield RULE.finding(
        statement.places.span(call),
        "function" if "." in operation else message,
        fix=None if owned else builder.build(RULE.titled(name=receiver)),
        name=receiver,
        target=receiver.rpartition(".")[2],
        method=operation,
        function=builder.source(call.func),
    )


def _function(file: FileModel, call: cst.Call) -> str | None:
    """The dotted name of a torch function that leaves its argument as it is: `torch.flatten(x, 1)`."""
    dotted = file.names.resolve(call.func) or ""
    head, _, name = dotted.rpartition(".")
    if head not in ("torch", "torch.nn.functional") or name not in _FUNCTIONS or not call.args:
        return None
    changes = any(a.star or (a.keyword and a.keyword.value in _CHANGING) for a in call.args)
    return None if changes or (name == "relu" and len(call.args) > 1) else dotted


def _receiver(call: cst.Call) -> str | None:
    """The variable at the start of `x.detach().to(device)`; None when it starts with another call."""
    node: cst.BaseExpression = call
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        node = node.func.value
    return dotted_name(node)


def _converts(file: FileModel, call: cst.Call) -> bool:
    """Whether it changes the type only: `x.to(torch.float16)`, `x.to(dtype=dtype)`."""
    return bool(call.args) and all(
        (argument.keyword is not None and argument.keyword.value == "dtype")
        or is_dtype(argument.value, file.names)
        for argument in call.args
    )


def _is_called(reading: Interpreter, receiver: str) -> bool:
    """Whether it is called somewhere: a Module whose own method is called `softmax`."""
    calls: tuple[Use | FunctionCall, ...] = (*reading.uses, *reading.functions)
    return any(dotted_name(call.node.func) == receiver for call in calls)


def _is_tried(discard: Discard) -> bool:
    """Whether the code only tries whether the operation works."""
    for node in discard.enclosing:
        if isinstance(node, (cst.Try, cst.TryStar)):
            return True
        for item in node.items if isinstance(node, cst.With) else ():
            call = item.item.func if isinstance(item.item, cst.Call) else item.item
            name = (dotted_name(call) or "").rpartition(".")[2]
            if name.startswith(("raises", "assertRaises", "warns", "assertWarns", "suppress")):
                return True
    return False


def _is_needed(
    file: FileModel, reading: Interpreter, discard: Discard, receiver: str, method: str
) -> bool:
    """Whether the code goes on with the tensor, as if it had changed."""
    if discard.scope is not None:
        return _is_read_elsewhere(discard.scope, receiver, discard.node)
    if loops_around(discard.enclosing):
        return any(_is_read_elsewhere(part.module, receiver, discard.node) for part in file.parts)
    later: list[Use | FunctionCall] = [*reading.uses, *reading.functions]
    later = [
        event
        for event in later
        if event.order > discard.order and any(given is discard.owner for given in event.arguments)
    ]
    if method in _MOVES:
        call = discard.node.value
        shown = isinstance(call, cst.Call) and any(string(a.value) == "cpu" for a in call.args)
        return bool(later) and (file.is_script() or not shown)
    # at top level a notebook shows a value like this
    return any(_computes(event) for event in later) and file.is_script()


def _computes(event: Use | FunctionCall) -> bool:
    """Whether a model or a function of torch is called, not `print`."""
    if isinstance(event, Use):
        return event.method is None
    return event.function.startswith("torch.")


def _is_read_elsewhere(scope: cst.CSTNode, name: str, statement: cst.CSTNode) -> bool:
    for node, above in walk_with_parent(scope):
        if (
            isinstance(node, (cst.Name, cst.Attribute))
            and dotted_name(node) == name
            and not any(parent is statement for parent in above)
            and not isinstance(above[-1], (cst.AssignTarget, cst.Param, cst.For))
            and not (isinstance(above[-1], cst.Attribute) and above[-1].attr is node)
            and not (isinstance(above[-1], cst.Arg) and above[-1].keyword is node)
        ):
            return True
    return False


RULE = Rule(
    id="discarded-tensor-op",
    severity=Severity.WARNING,
    title={
        "en": "A tensor operation returns a new tensor, and here the result is thrown away.",
        "ko": "텐서 연산은 새 텐서를 돌려주는데, 그 결과를 버리고 있습니다.",
    },
    messages={
        "moved": {
            "en": "`{name}` stays where it is: on a tensor, `.{method}()` returns a moved copy, and"
            " here it is thrown away. Write `{target} = {name}.{method}(...)`.",
            "ko": "`{name}` 값은 옮겨지지 않습니다. 텐서의 `.{method}()`는 옮긴 복사본을 돌려주는데 여기서는"
            " 버려지므로 `{target} = {name}.{method}(...)`라고 쓰세요.",
        },
        "changed": {
            "en": "`{name}` stays as it was: `.{method}()` returns a new tensor, and here it is"
            " thrown away. Write `{target} = {name}.{method}(...)`.",
            "ko": "`{name}` 값은 바뀌지 않습니다. `.{method}()`는 새 텐서를 돌려주는데 여기서는 버려지므로"
            " `{target} = {name}.{method}(...)`라고 쓰세요.",
        },
        "function": {
            "en": "`{name}` stays as it was: `{function}()` returns a new tensor, and here it is"
            " thrown away. Write `{target} = {function}({name}, ...)`.",
            "ko": "`{name}` 값은 바뀌지 않습니다. `{function}()`는 새 텐서를 돌려주는데 여기서는 버려지므로"
            " `{target} = {function}({name}, ...)`라고 쓰세요.",
        },
    },
    why={
        "en": "`model.to(device)` moves a Module in place, but a tensor never changes its device,"
        " type or shape: `x.to(device)`, `x.float()` and `x.unsqueeze(0)` return another tensor."
        " Only methods whose name ends in `_` change the tensor itself.",
        "ko": "`model.to(device)`는 Module을 그 자리에서 옮기지만, 텐서는 장치, 자료형, shape이 바뀌지"
        " 않습니다. `x.to(device)`, `x.float()`, `x.unsqueeze(0)`는 다른 텐서를 돌려줍니다. 이름이 `_`로"
        " 끝나는 메서드만 텐서 자체를 바꿉니다.",
    },
    bad="""\
import torch
from torch import nn


def predict(model: nn.Module, image: torch.Tensor) -> torch.Tensor:
    image.unsqueeze(0)
    return model(image)
""",
    good="""\
import torch
from torch import nn


def predict(model: nn.Module, image: torch.Tensor) -> torch.Tensor:
    image = image.unsqueeze(0)
    return model(image)
""",
    fix_title={
        "en": "Keep the result in `{name}`",
        "ko": "결과를 `{name}` 변수에 담기",
    },
    fix={
        "en": "Puts `x = ` in front. Not offered for attributes, where the assignment may mean more.",
        "ko": "앞에 `x = `를 붙입니다. 속성에 대입하면 다른 의미가 될 수 있어 제안하지 않습니다.",
    },
    silent={
        "en": "It is a Module (moved in place), a method that ends in `_`, an object that may not be"
        " a tensor, or a line that only tries or shows something.",
        "ko": "Module(그 자리에서 옮겨집니다), `_`로 끝나는 메서드, 텐서인지 알 수 없는 객체, 시험해 보거나"
        " 보여 주기만 하는 줄이면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html",
    check=check,
    judges="both",
)
