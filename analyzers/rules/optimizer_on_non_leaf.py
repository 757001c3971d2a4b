"""An optimizer over tensors that it cannot update: computed ones, or ones without gradients."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..literals import string
from ..rule import ByLanguage, Rule
from ..script import Script
from ..tree import dotted_name, keyword_value
from ..values import Container, LostParameter, Optimizer, Tensor, Value


def check(file: FileModel) -> Iterator[Finding]:
    for script in file.scripts:
        for creation in script.creations.values():
            given = creation.arguments[0] if creation.arguments else None
            if not isinstance(creation.value, Optimizer) or not isinstance(given, Container):
                continue
            for node, value in _written_out(given):
                message = _problem(file, script, value)
                if message is not None:
                    yield _finding(file, node, value, message)


def _written_out(given: Container) -> Iterator[tuple[cst.BaseExpression, Value]]:
    """The elements of a list that is written out, those of `{"params": [w]}` in it included."""
    literal = given.node
    if not isinstance(literal, (cst.List, cst.Tuple, cst.Dict)):
        return
    if len(literal.elements) != len(given.items):
        return
    for element, value in zip(literal.elements, given.items, strict=True):
        if isinstance(literal, cst.Dict):
            key = string(element.key) if isinstance(element, cst.DictElement) else None
            if key != "params":
                continue
        if isinstance(value, Container):
            yield from _written_out(value)
        else:
            yield element.value, value


def _problem(file: FileModel, script: Script, value: Value) -> str | None:
    """The message for a tensor that the optimizer refuses or never updates."""
    if isinstance(value, Tensor) and value.trainable:
        return None if value.leaf or value.initialised else _computed(value)
    if isinstance(value, LostParameter) and value.origin.owner is None and not value.detached:
        return _computed(value)
    if isinstance(value, Tensor) and _is_plain(file, script, value):
        return "plain"
    return None


def _computed(value: Value) -> str:
    """Whether it is another tensor in every case, or only where a conversion has something to do."""
    node = value.node
    method = node.func if isinstance(node, cst.Call) else None
    maybe = facts.SOMETIMES_IDENTITY_METHODS | {"cuda"}
    if isinstance(method, cst.Attribute) and method.attr.value in maybe:
        return "moved"
    return "computed"


def _is_plain(file: FileModel, script: Script, value: Tensor) -> bool:
    """Whether it is a named tensor made from nothing, which never gets a gradient."""
    factory = _factory(file, value.node)
    if factory is None or keyword_value(factory, "requires_grad") is not None:
        return False
    kept = next((a.attribute for a in script.assignments if a.value is value), None)
    if kept is not None:  # other methods of the object compute gradients, or change the tensor
        return file.says(".backward(") and not file.matches(
            rf"\.{kept}\.(?:requires_grad|grad\b|data\b)"
        )
    # an optimizer over a dummy shows how a scheduler works
    named = any(binding.value is value for binding in script.bindings)
    trains = any(use.method == "backward" for use in script.uses)
    touched = any(
        store.owner is value and store.target.attr.value in ("requires_grad", "grad", "data")
        for store in script.stores
    ) or any(use.value is value and use.method == "requires_grad_" for use in script.uses)
    return named and trains and not touched


def _factory(file: FileModel, node: cst.CSTNode | None) -> cst.Call | None:
    """The call of `torch.zeros` or its like that made a tensor, maybe moved by methods since."""
    while isinstance(node, cst.Call):
        dotted = file.names.resolve(node.func)
        if dotted is not None:
            return node if dotted in facts.LEAF_FACTORIES else None
        if not isinstance(node.func, cst.Attribute):
            return None
        node = node.func.value
    return None


def _finding(file: FileModel, node: cst.BaseExpression, value: Value, message: str) -> Finding:
    made = value.node if value.node is not None else node
    related: tuple[Related, ...] = ()
    if made is not node:
        place = file.statement_of(made).places.span(made)
        related = (Related(place, Text(_MADE[message])),)
    operation = "..."
    if isinstance(made, cst.Call) and isinstance(made.func, cst.Attribute):
        operation = f".{made.func.attr.value}()"
    return RULE.finding(
        file.statement_of(node).places.span(node),
        message,
        severity=Severity.ERROR if message == "computed" else None,
        fix=_fix(file, made, message),
        related=related,
        name=dotted_name(node) or "...",
        operation=operation,
    )


def _fix(file: FileModel, made: cst.CSTNode, message: str) -> Fix | None:
    """`requires_grad=True` where the tensor is made, or the move of it into that call."""
    factory = _factory(file, made)
    if factory is None or not factory.args or any(a.star for a in factory.args):
        return None
    builder = FixBuilder(file, file.statement_of(made))
    end = builder.outer(factory.args[-1].value).end
    if message == "plain" and made is factory:
        builder.insert(end, ", requires_grad=True")
        return builder.build(RULE.titled(right="requires_grad=True"))
    if message != "moved" or not isinstance(made, cst.Call):
        return None
    if not isinstance(made.func, cst.Attribute) or made.func.value is not factory:
        return None
    keywords = {a.keyword.value for a in factory.args if a.keyword is not None}
    if made.func.attr.value != "to" or len(made.args) != 1 or made.args[0].keyword is not None:
        return None
    if keywords & {"device", "dtype"}:
        return None
    argument = made.args[0].value
    dotted = file.names.resolve(argument) or ""
    kind = "dtype" if dotted.startswith("torch.") else "device"
    where, whole = builder.source(argument), builder.outer(factory)
    before, after = file.text[whole.start : end], file.text[end : whole.end]
    builder.replace(made, f"{before}, {kind}={where}{after}")
    return builder.build(RULE.titled(right=f"{kind}={where}"))


_MADE: dict[str, ByLanguage] = {
    "computed": {"en": "It is computed here.", "ko": "여기서 계산됩니다."},
    "moved": {"en": "It is computed here.", "ko": "여기서 계산됩니다."},
    "plain": {"en": "It is made here.", "ko": "여기서 만들어집니다."},
}

RULE = Rule(
    id="optimizer-on-non-leaf",
    severity=Severity.WARNING,
    title={
        "en": "The optimizer is given a tensor that it cannot update.",
        "ko": "optimizer가 갱신할 수 없는 텐서를 받았습니다.",
    },
    messages={
        "computed": {
            "en": "`{name}` is computed from a tensor that requires grad, and an optimizer refuses"
            " such a non-leaf tensor. Give it the tensor that was made with `requires_grad=True`.",
            "ko": "`{name}` 값은 requires_grad인 텐서에서 계산된 non-leaf 텐서라서 optimizer가"
            " 거부합니다. `requires_grad=True`로 만든 텐서 자체를 넘기세요.",
        },
        "moved": {
            "en": "`{operation}` returns another tensor where it has something to change, and an"
            " optimizer refuses such a computed `{name}`. Give device and dtype where it is made.",
            "ko": "`{operation}` 호출은 바꿀 것이 있으면 계산된 다른 텐서를 돌려주고, optimizer는 그런"
            " `{name}` 값을 거부합니다. device와 dtype은 텐서를 만드는 곳에 적으세요.",
        },
        "plain": {
            "en": "`{name}` does not require grad, so it never gets a gradient and the optimizer never"
            " changes it. Make it with `requires_grad=True`.",
            "ko": "`{name}` 값은 requires_grad가 아니라서 gradient를 받지 못하고 optimizer가 전혀 바꾸지"
            " 않습니다. `requires_grad=True`로 만드세요.",
        },
    },
    why={
        "en": "An optimizer changes leaf tensors: those made with `requires_grad=True` or as an"
        " `nn.Parameter`. A tensor that was computed from one, even by `.to(device)`, has no gradient"
        " of its own, and the optimizer stops with `can't optimize a non-leaf Tensor`. On the CPU"
        ' `.to("cpu")` changes nothing, so the mistake shows on the GPU only. A tensor without'
        " `requires_grad` is accepted and never changes.",
        "ko": "optimizer는 `requires_grad=True`로 만들었거나 `nn.Parameter`인 leaf 텐서를 바꿉니다."
        " `.to(device)`처럼 거기서 계산된 텐서는 자기 gradient가 없어 optimizer가 `can't optimize a"
        ' non-leaf Tensor` 오류로 멈춥니다. CPU에서 `.to("cpu")`는 아무것도 바꾸지 않으므로 GPU에서만'
        " 드러납니다. `requires_grad`가 없는 텐서는 받아들여지지만 전혀 바뀌지 않습니다.",
    },
    bad="""\
import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
image = torch.rand(3, 8, 8, requires_grad=True).to(device)
optimizer = torch.optim.Adam([image], lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    image.pow(2).sum().backward()
    optimizer.step()
""",
    good="""\
import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
image = torch.rand(3, 8, 8, requires_grad=True, device=device)
optimizer = torch.optim.Adam([image], lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    image.pow(2).sum().backward()
    optimizer.step()
""",
    fix_title={
        "en": "Make it with `{right}`",
        "ko": "텐서를 `{right}` 인자와 함께 만들기",
    },
    fix={
        "en": "Moves `.to(...)` into the call that makes the tensor, or adds `requires_grad=True`."
        " Offered when that call is written out.",
        "ko": "`.to(...)`를 텐서를 만드는 호출 안으로 옮기거나 `requires_grad=True`를 추가합니다. 그 호출이"
        " 그대로 적혀 있을 때 제안합니다.",
    },
    silent={
        "en": "The tensor is a leaf that requires grad, gets its gradient by hand, or comes from code"
        " that was not read.",
        "ko": "텐서가 requires_grad인 leaf이거나, gradient를 직접 넣거나, 읽을 수 없는 코드에서 오면 알리지"
        " 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html",
    check=check,
    judges="scripts",
)
