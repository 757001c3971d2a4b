"""A model that gets new parameters after its optimizer was built."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Creation, FunctionCall, Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Span, Text
from ..optimizing import BEFORE, Change, unnoticed
from ..rule import ByLanguage, Rule
from ..script import Script
from ..tree import dotted_name, is_name


def check(file: FileModel) -> Iterator[Finding]:
    for script in file.scripts:
        found = list(unnoticed(script, file))
        for creation, change in found:
            places = file.statement_of(change.target).places
            last = [other for maker, other in found if maker is creation][-1]
            related: tuple[Related, ...] = ()
            if creation.order != BEFORE:
                built = file.statement_of(creation.node).places.span(creation.node)
                related = (Related(built, Text(_BUILT)),)
            yield RULE.finding(
                places.span(change.target),
                change.how,
                fix=_fix(file, script, creation, last),
                related=related,
                code=_written(change),
            )


def _written(change: Change) -> str:
    """The changed place as the learner wrote it, as far as it is short."""
    node: cst.CSTNode = change.target
    if change.how == "method" and isinstance(node, cst.Call):
        return dotted_name(node.func) or "..."
    while not isinstance(node, (cst.Name, cst.Attribute)):
        if isinstance(node, cst.Subscript):
            index = node.slice[0].slice
            if len(node.slice) == 1 and isinstance(index, cst.Index):
                place = cst.Module([]).code_for_node(index.value)
                return f"{dotted_name(node.value) or '...'}[{place}]"
            return "..."
        if not isinstance(node, cst.Call):
            return "..."
        takes_model = node.args and (change.how == "normed" or is_name(node.func, "setattr"))
        node = node.args[0].value if takes_model else node.func
        if isinstance(node, cst.Attribute) and not takes_model:
            node = node.value
    return dotted_name(node) or "..."


def _fix(file: FileModel, script: Script, creation: Creation, change: Change) -> Fix | None:
    """Move the optimizer's line behind the change, where nothing between the two needs it."""
    binding = next((b for b in script.bindings if b.value is creation.value), None)
    if binding is None or not isinstance(binding.statement, cst.Assign):
        return None
    if binding.statement.value is not creation.node or creation.enclosing != change.enclosing:
        return None
    after = change.statement or change.target
    events: list[Use | FunctionCall | Creation] = [
        *script.uses,
        *script.functions,
        *script.creations.values(),
    ]
    if any(
        creation.order < event.order < change.order
        and any(given is creation.value for given in event.arguments)
        for event in events
    ) or any(
        use.value is creation.value and creation.order < use.order < change.order
        for use in script.uses
    ):
        return None
    text = file.text
    line = _line(text, file, binding.statement)
    target = _line(text, file, after)
    if line is None or target is None or target[0] < line[1]:
        return None
    builder = FixBuilder(file, file.statement_of(after))
    moved = text[line[0] : line[1]]
    builder.replace_span(Span(*line), "")
    newline = "" if text[target[1] - 1 : target[1]] in ("\n", "\r") else "\n"
    builder.insert(target[1], newline + moved)
    return builder.build(RULE.titled())


def _line(text: str, file: FileModel, node: cst.CSTNode) -> tuple[int, int] | None:
    """Where the lines of a statement start and end; None when something else stands on them."""
    span = file.statement_of(node).places.span(node)
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    end = span.end
    while end < len(text) and text[end] not in "\r\n":
        end += 1
    rest = text[span.end : end].strip()
    if text[start : span.start].strip() or (rest and not rest.startswith("#")):
        return None
    end += 2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0
    return start, end


_BUILT: ByLanguage = {
    "en": "The optimizer is built here.",
    "ko": "optimizer는 여기서 만들어집니다.",
}

RULE = Rule(
    id="optimizer-built-too-early",
    severity=Severity.WARNING,
    title={
        "en": "The model gets new parameters after its optimizer was built.",
        "ko": "optimizer를 만든 뒤에 모델에 새 parameter가 생깁니다.",
    },
    messages={
        "assigned": {
            "en": "The optimizer was built before `{code}` got this layer, so it never updates the new"
            " parameters. Build the optimizer after this line.",
            "ko": "`{code}` 자리에 이 레이어를 넣기 전에 optimizer를 만들었으므로 새 parameter는 갱신되지"
            " 않습니다. optimizer를 이 줄 뒤에서 만드세요.",
        },
        "normed": {
            "en": "This puts new parameters in the place of the weight of `{code}`, and the optimizer"
            " was built before and still holds the old one. Build the optimizer after this line.",
            "ko": "이 줄은 `{code}` 객체의 가중치를 새 parameter로 바꾸는데, 먼저 만든 optimizer는 예전 것을 들고"
            " 있습니다. optimizer를 이 줄 뒤에서 만드세요.",
        },
        "replaced": {
            "en": "From here on `{code}` is a new model, and the optimizer was built before and updates"
            " only the old one. Build the optimizer after this line.",
            "ko": "이 줄부터 `{code}` 이름은 새 모델을 가리키는데, 먼저 만든 optimizer는 예전 모델만 갱신합니다."
            " optimizer를 이 줄 뒤에서 만드세요.",
        },
        "loaded": {
            "en": "`assign=True` gives `{code}` new parameters, and the optimizer was built before and"
            " still holds the old ones. Build the optimizer after this line.",
            "ko": "`assign=True`는 `{code}` 객체의 parameter를 새것으로 바꾸는데, 먼저 만든 optimizer는 예전"
            " 것을 들고 있습니다. optimizer를 이 줄 뒤에서 만드세요.",
        },
        "method": {
            "en": "`{code}()` makes a new layer, and the optimizer was built before, so it never updates"
            " the new parameters. Build the optimizer after this line.",
            "ko": "`{code}()` 호출이 새 레이어를 만들기 전에 optimizer를 만들었으므로 새 parameter는 갱신되지"
            " 않습니다. optimizer를 이 줄 뒤에서 만드세요.",
        },
    },
    why={
        "en": "An optimizer keeps references to the parameters that exist when it is built. A layer"
        " that comes later is not among them: it gets gradients, `step()` passes it by, and nothing"
        " warns. Moving a model with `.to(device)` afterwards is harmless, since the parameters stay"
        " the same objects.",
        "ko": "optimizer는 만들어지는 순간에 있던 parameter를 들고 있습니다. 나중에 생긴 레이어는 그 안에 없으므로"
        " gradient는 받아도 `step()`이 그냥 지나가고, 아무 경고도 없습니다. 나중에 `.to(device)`로 모델을"
        " 옮기는 것은 parameter가 같은 객체로 남으므로 괜찮습니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model[2] = nn.Linear(8, 2)
for _ in range(3):
    optimizer.zero_grad()
    model(torch.randn(8, 4)).pow(2).mean().backward()
    optimizer.step()
""",
    good="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 10))
model[2] = nn.Linear(8, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    model(torch.randn(8, 4)).pow(2).mean().backward()
    optimizer.step()
""",
    fix_title={
        "en": "Build the optimizer after the change",
        "ko": "optimizer를 변경 뒤에서 만들기",
    },
    fix={
        "en": "Moves the line that builds the optimizer behind the last change. Offered when both"
        " stand in one block and nothing between them uses the optimizer.",
        "ko": "optimizer를 만드는 줄을 마지막 변경 뒤로 옮깁니다. 둘이 같은 블록에 있고 그 사이에서 optimizer를"
        " 쓰지 않을 때 제안합니다.",
    },
    silent={
        "en": "The model is only moved or frozen, the new layer has no parameters, is frozen or goes"
        " to `add_param_group`, another optimizer is built later, or no step follows.",
        "ko": "모델을 옮기거나 freeze하기만 할 때, 새 레이어에 parameter가 없거나 freeze되거나"
        " `add_param_group`에 전달될 때, 나중에 다른 optimizer를 만들 때, 뒤에 step이 없을 때는 알리지"
        " 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/optim.html#constructing-it",
    check=check,
    judges="scripts",
)
