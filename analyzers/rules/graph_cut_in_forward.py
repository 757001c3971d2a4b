"""A tensor in forward that leaves autograd, so that the layers before it stop learning."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Flow
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Span, Text
from ..held import leaves
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..tree import is_name, walk
from ..values import Activation, Container, Module, Value

# What cuts the graph -> the sentence about it.
_CUTS = {
    "data": "data",
    "numpy": "numpy",
    "torch.tensor": "copy",
    "torch.autograd.Variable": "variable",
    "detach": "detach",
    "detach_": "detach",
}
_WITHOUT_GRADIENT = frozenset(
    {"torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.set_grad_enabled"}
)
# In a comment beside the cut they say that it is meant.
_MEANT = ("grad", "detach", "stop", "graph", "backprop", "freeze", "frozen")


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        flows = {id(flow.value): flow for flow in reading.flows if _is_cut(flow.value)}
        cuts = _cuts(reading) if flows else []
        if not cuts or _freezes(reading):
            continue
        attached = _reached(_kept(reading))
        seen: set[int] = set()
        for cut in cuts:
            layer = _lost_layer(cut, attached)
            flow = flows.get(id(cut))
            if layer is None or flow is None or id(cut.node) in seen:
                continue
            seen.add(id(cut.node))
            if _is_meant(file, reading, flow):
                continue
            yield _finding(file, reading, cut, layer)


def _kept(reading: Reading) -> list[Value]:
    """What a forward pass leaves behind: its results, and what it stores."""
    stored = [a.value for a in reading.assignments if not a.constructing]
    return [leaf for value in (*reading.results, *stored) for leaf in leaves(value)]


def _reached(values: list[Value]) -> set[int]:
    """The activations that a gradient reaches from `values`."""
    reached: set[int] = set()
    pending = list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, Container):
            pending += leaves(value)
        elif isinstance(value, Activation) and id(value) not in reached and not _is_cut(value):
            reached.add(id(value))
            pending += value.inputs
    return reached


def _cuts(reading: Reading) -> list[Activation]:
    """The outermost cuts on the way to a result; a result that is cut itself is meant to be."""
    found: list[Activation] = []
    seen: set[int] = set()
    pending: list[Value] = [
        leaf
        for result in reading.results
        for leaf in leaves(result)
        if not (isinstance(result, Container) and isinstance(leaf, Activation) and _is_cut(leaf))
    ]
    while pending:
        value = pending.pop(0)
        if isinstance(value, Container):
            pending += leaves(value)
        elif isinstance(value, Activation) and id(value) not in seen:
            seen.add(id(value))
            if _is_cut(value):
                found.append(value)
            else:
                pending += value.inputs
    return found


def _is_cut(value: Activation) -> bool:
    return (value.function or "") in _CUTS


def _lost_layer(cut: Activation, attached: set[int]) -> Activation | None:
    """The last output of a layer that no gradient reaches because of `cut`, if there is one.

    None when some of what went in is reached another way, as in `x + (q - x).detach()`.
    """
    lost: Activation | None = None
    pending: list[Value] = list(cut.inputs)
    seen: set[int] = set()
    while pending:
        value = pending.pop(0)
        if isinstance(value, Container):
            pending += leaves(value)
        if not isinstance(value, Activation) or id(value) in seen:
            continue
        seen.add(id(value))
        if id(value) in attached and value.inputs:
            return None
        maker = value.maker
        if lost is None and isinstance(maker, Module) and maker.stateful:
            lost = value
        pending += value.inputs
    return lost


def _freezes(reading: Reading) -> bool:
    """Whether the class speaks about `requires_grad`: then it knows what it trains."""
    if "requires_grad" not in reading.definition.statement.chunk.text:
        return False
    return any(
        (isinstance(node, cst.Attribute) and node.attr.value in ("requires_grad", "requires_grad_"))
        # nn.Parameter(table, requires_grad=False)
        or (
            isinstance(node, cst.Arg)
            and node.keyword is not None
            and node.keyword.value == "requires_grad"
            and is_name(node.value, "False")
        )
        for node in walk(reading.definition.node)
    )


def _is_meant(file: FileModel, reading: Reading, flow: Flow) -> bool:
    for node in flow.enclosing:
        asked: list[cst.BaseExpression] = []
        if isinstance(node, cst.With):
            asked = [item.item for item in node.items]
        elif isinstance(node, cst.FunctionDef):
            asked = [decorator.decorator for decorator in node.decorators]
        for expression in asked:
            name = expression.func if isinstance(expression, cst.Call) else expression
            if file.names.resolve(name) in _WITHOUT_GRADIENT:
                return True
    if flow.value.node is None:
        return True
    start = reading.definition.statement.places.span(flow.value.node).start
    comments = " ".join(file.comments_beside(start)).lower()
    return any(word in comments for word in _MEANT)


def _finding(file: FileModel, reading: Reading, cut: Activation, layer: Activation) -> Finding:
    builder = FixBuilder(file, reading.definition.statement)
    assert cut.node is not None  # _is_meant leaves those without out
    assert isinstance(layer.maker, Module)
    kind = _CUTS[cut.function or ""]
    related: tuple[Related, ...] = ()
    if layer.node is not None:
        place = builder.span(layer.node)
        related = (Related(place, Text(_LAYER, {"layer": layer.maker.type_name})),)
    return RULE.finding(
        builder.span(cut.node),
        kind,
        severity=Severity.HINT if kind == "detach" else None,
        fix=_fix(builder, cut),
        related=related,
        layer=layer.maker.type_name,
    )


def _fix(builder: FixBuilder, cut: Activation) -> Fix | None:
    """`x.data` -> `x`."""
    node = cut.node
    if not isinstance(node, cst.Attribute):
        return None
    builder.replace_span(Span(builder.outer(node.value).end, builder.span(node).end), "")
    return builder.build(RULE.titled())


_LAYER: ByLanguage = {
    "en": "The weights of this `{layer}` get no gradient.",
    "ko": "이 `{layer}` 레이어의 가중치가 gradient를 받지 못합니다.",
}

RULE = Rule(
    id="graph-cut-in-forward",
    severity=Severity.WARNING,
    title={
        "en": "The tensor leaves autograd here: layers before it get no gradient.",
        "ko": "여기서 텐서가 autograd를 벗어나 앞의 레이어가 gradient를 받지 못합니다.",
    },
    messages={
        "data": {
            "en": "`.data` cuts the tensor off from autograd: the `{layer}` before it gets no gradient"
            " and never learns, without an error. Use the tensor itself.",
            "ko": "`.data`는 텐서를 autograd에서 끊으므로, 앞의 `{layer}` 레이어가 gradient를 받지 못해 오류"
            " 없이 학습되지 않습니다. 텐서를 그대로 쓰세요.",
        },
        "numpy": {
            "en": "NumPy knows nothing of autograd: the `{layer}` before it gets no gradient and never"
            " learns, without an error. Stay with torch functions here.",
            "ko": "NumPy는 autograd를 모르므로, 앞의 `{layer}` 레이어가 gradient를 받지 못해 오류 없이 학습되지"
            " 않습니다. 여기서는 torch 함수를 쓰세요.",
        },
        "copy": {
            "en": "`torch.tensor(...)` copies values without their history: the `{layer}` before it"
            " gets no gradient and never learns. Use the tensor itself, or `torch.stack` for several.",
            "ko": "`torch.tensor(...)` 호출은 계산 기록 없이 값만 복사하므로, 앞의 `{layer}` 레이어가 gradient를"
            " 받지 못해 학습되지 않습니다. 텐서를 그대로 쓰고, 여러 개이면 `torch.stack` 함수를 쓰세요.",
        },
        "variable": {
            "en": "`Variable(...)` takes the tensor out of its graph: the `{layer}` before it gets no"
            " gradient and never learns. Delete it, tensors need no wrapper.",
            "ko": "`Variable(...)` 호출은 텐서를 그래프에서 떼어 내므로, 앞의 `{layer}` 레이어가 gradient를"
            " 받지 못해 학습되지 않습니다. 텐서를 감쌀 필요가 없으니 지우세요.",
        },
        "detach": {
            "en": "`.detach()` ends the gradient here, so the `{layer}` before it is not trained."
            " Remove it, unless that is what you want.",
            "ko": "`.detach()`에서 gradient가 끝나므로 앞의 `{layer}` 레이어가 학습되지 않습니다. 일부러 한 것이"
            " 아니면 지우세요.",
        },
    },
    why={
        "en": "While forward runs, autograd records every operation, and `backward()` walks that record"
        " from the loss to each weight. `.data`, `.detach()`, `.numpy()` and `torch.tensor(x)` give a"
        " tensor without a record. Layers after it still learn, so the loss falls a little; `.grad` of"
        " the layers before it stays None, and nothing says so.",
        "ko": "forward가 실행되는 동안 autograd가 모든 연산을 기록하고, `backward()`가 그 기록을 따라 loss에서 각"
        " 가중치까지 갑니다. `.data`, `.detach()`, `.numpy()`, `torch.tensor(x)`는 기록이 없는 텐서를"
        " 돌려줍니다. 그 뒤의 레이어는 학습되어 loss가 조금 줄지만, 앞의 레이어의 `.grad`는 아무 알림 없이"
        " None으로 남습니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 16)
        self.second = nn.Linear(16, 2)

    def forward(self, x):
        hidden = torch.relu(self.first(x))
        return self.second(hidden.data)
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 16)
        self.second = nn.Linear(16, 2)

    def forward(self, x):
        hidden = torch.relu(self.first(x))
        return self.second(hidden)
""",
    fix_title={
        "en": "Remove `.data`",
        "ko": "`.data` 지우기",
    },
    fix={
        "en": "Removes `.data`. The other ways out of autograd are left to you: what takes their place"
        " depends on what is computed.",
        "ko": "`.data`를 지웁니다. 다른 경우는 무엇을 계산하는지에 따라 고치는 방법이 달라 제안하지 않습니다.",
    },
    silent={
        "en": "The gradient reaches the layers on another way (`x + (q - x).detach()`), the result does"
        " not depend on the cut tensor, it is a second result (`return out, weights.detach()`), the"
        " class sets `requires_grad`, or `torch.no_grad()` or a comment says that it is meant.",
        "ko": "gradient가 다른 길로 레이어에 닿거나(`x + (q - x).detach()`), 결과가 끊긴 텐서에 달려 있지"
        " 않거나, 두 번째 결과이거나(`return out, weights.detach()`), 클래스가 `requires_grad`를 정하거나,"
        " `torch.no_grad()`나 주석이 의도한 것이라고 알려 주면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html",
    check=check,
    judges="classes",
)
