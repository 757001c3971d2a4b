"""A trainable tensor or a layer at the top of the file that a forward uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from ..events import Binding
from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..state import surely_stateful
from ..tree import names_in, walk, walk_with_parent
from ..values import Module, Parameter, Tensor

# Calls that say nothing about who trains a tensor or a layer.
_HARMLESS = frozenset({"to", "cuda", "cpu", "double", "float", "half"})


def check(file: FileModel) -> Iterator[Finding]:
    globals_ = _trainable_globals(file)
    if not globals_:
        return
    running = [(reading, _running_methods(reading, globals_)) for reading in file.readings]
    inside = {id(node) for _, methods in running for method in methods for node in walk(method)}
    free = {name for name in globals_ if not _is_handled(file, name, inside)}
    for reading, methods in running:
        seen = set[str]()
        for method in methods:
            for node in _global_reads(method):
                if node.value not in free or node.value in seen:
                    continue
                seen.add(node.value)
                binding = globals_[node.value]
                yield RULE.finding(
                    reading.definition.statement.places.span(node),
                    "layer" if isinstance(binding.value, Module) else "tensor",
                    related=_related(file, binding),
                    name=node.value,
                    owner=reading.definition.name,
                )


def _trainable_globals(file: FileModel) -> dict[str, Binding]:
    """The names at top level that are bound once, to something that an optimizer should get."""
    found: dict[str, Binding] = {}
    names, again = set[str](), set[str]()
    for script in file.scripts:
        if script.function is not None:
            continue
        for binding in script.bindings:
            if any(isinstance(node, cst.FunctionDef) for node in binding.enclosing):
                continue
            if binding.name in names:
                again.add(binding.name)
            names.add(binding.name)
            value = binding.value
            trainable = (isinstance(value, Tensor) and value.trainable) or (
                isinstance(value, (Module, Parameter)) and surely_stateful(value, file)
            )
            if trainable:
                found[binding.name] = binding
    return {name: binding for name, binding in found.items() if name not in again}


def _running_methods(reading: Reading, names: Iterable[str]) -> list[cst.FunctionDef]:
    """The methods that do not construct, and may mention one of the names."""
    mentioning = [reading.definition.methods_with(name) for name in names]
    return [
        method
        for name, method in reading.definition.methods().items()
        if name not in reading.constructing_methods and any(name in found for found in mentioning)
    ]


def _global_reads(method: cst.FunctionDef) -> Iterator[cst.Name]:
    """The names that the method reads and does not bind itself."""
    bound, reads = set[str](), list[cst.Name]()
    for node, above in walk_with_parent(method):
        if not isinstance(node, cst.Name) or not above:
            continue
        parent = above[-1]
        if isinstance(parent, cst.Param) and parent.name is node:
            bound.add(node.value)
        elif any(isinstance(p, (cst.AssignTarget, cst.For, cst.CompFor)) for p in above[-3:]):
            if not isinstance(parent, (cst.Attribute, cst.Subscript)):
                bound.add(node.value)
        elif isinstance(parent, (cst.AsName, cst.NamedExpr, cst.FunctionDef, cst.ClassDef)):
            bound.add(node.value)
        elif not (isinstance(parent, cst.Attribute) and parent.attr is node) and not (
            isinstance(parent, cst.Arg) and parent.keyword is node
        ):
            reads.append(node)
    return (node for node in reads if node.value not in bound)


def _is_handled(file: FileModel, name: str, inside: set[int]) -> bool:
    """Whether other code mentions the name: it may give it to an optimizer, or freeze it."""
    mentions = 0
    for part in (part for part in file.parts if name in part.chunk.text):
        for node, above in names_in(part.module).get(name, ()):
            if not isinstance(node, cst.Name) or id(node) in inside:
                continue
            parent = above[-1]
            if isinstance(parent, cst.Attribute) and (
                parent.attr is node or parent.attr.value in _HARMLESS
            ):
                continue
            if not (isinstance(parent, cst.Arg) and parent.keyword is node):
                mentions += 1
    return mentions > 1  # the first is where it is bound


def _related(file: FileModel, binding: Binding) -> tuple[Related, ...]:
    if binding.statement is None:
        return ()
    span = file.statement_of(binding.statement).places.span(binding.statement)
    return (Related(span, Text(_MADE_HERE, {"name": binding.name})),)


_MADE_HERE: ByLanguage = {
    "en": "`{name}` is made here, outside every Module.",
    "ko": "여기에서 `{name}` 변수가 모든 Module의 밖에 만들어집니다.",
}

RULE = Rule(
    id="global-trainable-tensor",
    severity=Severity.INFORMATION,
    title={
        "en": "What a model trains has to belong to the model, not to the file.",
        "ko": "모델이 학습할 것은 파일이 아니라 모델에 속해야 합니다.",
    },
    messages={
        "tensor": {
            "en": "`{name}` is a global tensor that {owner} does not own: it gets gradients, but no"
            " optimizer, `state_dict()` or `.to(device)` reaches it. Make it an `nn.Parameter` in"
            " `__init__`.",
            "ko": "`{name}` 변수는 {owner} 클래스에 속하지 않은 전역 텐서여서 gradient는 받지만 optimizer,"
            " `state_dict()`, `.to(device)`가 닿지 않습니다. `__init__`에서 `nn.Parameter`로 만드세요.",
        },
        "layer": {
            "en": "`{name}` is a global layer that {owner} does not own: it gets gradients, but no"
            " optimizer, `state_dict()` or `.to(device)` reaches it. Assign it to `self` in"
            " `__init__`.",
            "ko": "`{name}` 변수는 {owner} 클래스에 속하지 않은 전역 레이어여서 gradient는 받지만 optimizer,"
            " `state_dict()`, `.to(device)`가 닿지 않습니다. `__init__`에서 `self` 속성에 대입하세요.",
        },
    },
    why={
        "en": "A Module registers what is assigned to its attributes. A global variable works in"
        " forward, and autograd even fills its `.grad`, but `model.parameters()` does not list it: the"
        " optimizer leaves it as it is, a checkpoint lacks it, and it stays on the CPU.",
        "ko": "Module은 자기 속성에 대입된 것을 등록합니다. 전역 변수도 forward에서 쓸 수 있고 autograd가"
        " `.grad`까지 채우지만 `model.parameters()`에는 없습니다. 그래서 optimizer가 바꾸지 않고,"
        " 체크포인트에 빠지고, CPU에 남습니다.",
    },
    bad="""\
import torch
from torch import nn

scale = torch.ones(8, requires_grad=True)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x) * scale
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.scale = nn.Parameter(torch.ones(8))

    def forward(self, x):
        return self.fc(x) * self.scale
""",
    silent={
        "en": "The file mentions the variable anywhere else (it may go to an optimizer or be frozen),"
        " binds it more than once, or nothing in it is trained.",
        "ko": "파일의 다른 곳에서 그 변수를 쓰거나(optimizer에 주거나 고정할 수 있습니다), 여러 번 대입하거나,"
        " 학습할 것이 없으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
)
