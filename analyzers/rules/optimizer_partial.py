"""An optimizer for a part of a model whose other parts train too; off unless asked for."""

from __future__ import annotations

from collections.abc import Iterator

from ..events import Creation, FunctionCall, Use
from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..held import leaves
from ..modes import training_forward
from ..optimizing import owners_given, owners_of
from ..reading import Reading
from ..rule import ByLanguage, Rule
from ..script import Script, loops_around, names_of
from ..state import surely_stateful
from ..steps import source_of
from ..tree import dotted_name
from ..values import Activation, Container, Element, Module, Optimizer, Unknown, Value

# Whoever writes one of these decides what trains; what it reaches is not followed here.
_DECIDES = r"requires_grad|no_grad|inference_mode|freeze|frozen|detach|add_param_group"
# Words of those who train one of several models on purpose.
_MEANT = (
    r"requires_grad|(?i:freez|frozen|pretrain|teacher|distil|target_?net|perceptual|reservoir|"
    r"random feature|fixed|adversar|discriminator|\bgan\b|\bema\b)|add_param_group"
)
# Uses of a model that say nothing about who trains it.
_PLAIN = (None, "train", "to", "cuda", "cpu", "float", "double")


def check(file: FileModel) -> Iterator[Finding]:
    for script in file.scripts:
        optimizers = [c for c in script.creations.values() if isinstance(c.value, Optimizer)]
        yield from _forgotten(file, script, optimizers)
        # several optimizers share the parts in ways of their own
        if len(optimizers) != 1 or not _trains(script, optimizers[0]):
            continue
        given = _parts_given(optimizers[0])
        if given is None:
            continue
        model, parts = given
        left = [name for name in _trainable_parts(file, model) if name not in parts]
        if left and _is_called(script, model) and not file.matches(_DECIDES):
            node = optimizers[0].node
            yield RULE.finding(
                file.statement_of(node).places.span(node),
                "partial",
                left=", ".join(f"`{name}`" for name in left[:3]),
                kind=model.type_name,
            )


def _forgotten(file: FileModel, script: Script, optimizers: list[Creation]) -> Iterator[Finding]:
    """A model made here, whose output goes backward before each step, and that no optimizer has."""
    steps = [step for step in script.training.steps if step.kind == "step"]
    known = {id(creation.value) for creation in optimizers}
    if not steps or any(id(step.target) not in known for step in steps):
        return
    if script.training.foreign or file.matches(_MEANT):
        return
    given = [owners_given(creation) for creation in optimizers]
    if not all(given):
        return
    loose = [
        leaf for c in optimizers for leaf in leaves(c.arguments[0]) if isinstance(leaf, Unknown)
    ]
    if any(leaf.owner is None for leaf in loose):
        return
    all_given: list[Value] = [*(owner for owners in given for owner in owners), *loose]
    held = {id(part) for owner in all_given for part in _with_contents(owner)}
    for creation in script.creations.values():
        model = creation.value
        if (
            not isinstance(model, Module)
            or any(id(part) in held for part in _with_contents(model))  # `DataParallel(model)`
            or loops_around(creation.enclosing)
            or not surely_stateful(model, file)
            or any(use.value is model and use.method not in _PLAIN for use in script.uses)
            or _is_handed_on(script, model)
            or any(file.matches(rf"self\.[^\n=]*=[^\n]*\b{n}\b") for n in names_of(model, script))
        ):
            continue
        forward = next(
            (f for f in (training_forward(script.training, model, s) for s in steps) if f), None
        )
        if forward is None or not _goes_backward(script, forward):
            continue
        yield RULE.finding(
            file.statement_of(forward.node).places.span(forward.node.func),
            "forgotten",
            severity=Severity.WARNING,
            optional=False,
            related=tuple(
                Related(file.statement_of(c.node).places.span(c.node), Text(_BUILT))
                for c in optimizers
            ),
            name=source_of(forward.node.func),
            optimizer=source_of(steps[-1].target_node),
        )


def _with_contents(owner: Value) -> Iterator[Value]:
    """The object whose parameters are given, what it is a part of, and what it holds."""
    seen: set[int] = set()
    pending = owners_of(owner)
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if isinstance(value, Module):
            pending += [leaf for part in value.contents for leaf in leaves(part)]
            pending += value.alternatives
        elif isinstance(value, Element):
            pending.append(value.container)
        elif isinstance(value, Container):
            pending += leaves(value)


def _is_handed_on(script: Script, model: Module) -> bool:
    """Whether another Module, a container, an attribute or a function gets the model."""
    containers = [b.value for b in script.bindings if isinstance(b.value, Container)]
    events: list[Use | FunctionCall | Creation] = [
        *script.uses,
        *script.functions,
        *script.creations.values(),
    ]
    return (
        any(model in leaves(container) for container in containers)
        or any(store.value is model or store.owner is model for store in script.stores)
        or any(a.value is model for a in script.assignments)
        or any(model in leaves(given) for event in events for given in event.arguments)
    )


def _goes_backward(script: Script, forward: Use) -> bool:
    """Whether gradients reach the output of this call from what `backward()` is called on."""
    pending: list[Value] = [s.target for s in script.training.steps if s.kind == "backward"]
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if not isinstance(value, Activation) or id(value) in seen or not value.attached:
            continue
        seen.add(id(value))
        if value.node is forward.node:
            return True
        pending += value.inputs
    return False


def _parts_given(creation: Creation) -> tuple[Module, set[str]] | None:
    """The model, and the names of its parts that the optimizer has; None unless that is certain."""
    models: list[Module] = []
    parts: set[str] = set()
    for owner in owners_given(creation):
        line = owners_of(owner)
        # `net.head`, not `net.head.fc`, and not `net` itself
        if len(line) != 2 or not isinstance(line[1], Module) or not isinstance(owner, Unknown):
            return None
        name = dotted_name(owner.node) if owner.node is not None else None
        if name is None:
            return None
        models.append(line[1])
        parts.add(name.rpartition(".")[2])
    unclear = any(isinstance(value, Unknown) for value in creation.arguments[:1])
    if unclear or not models or any(model is not models[0] for model in models):
        return None
    return models[0], parts


def _trainable_parts(file: FileModel, model: Module) -> list[str]:
    """The registered layers with parameters that the model's class makes, and forward uses."""
    reading = file.reading_of(model.type_name)
    if reading is None:
        return []
    return [
        assignment.attribute
        for assignment in reading.assignments
        if assignment.constructing
        and isinstance(assignment.value, Module)
        and surely_stateful(assignment.value, file)
        and _used_in_forward(reading, assignment.value)
    ]


def _used_in_forward(reading: Reading, layer: Value) -> bool:
    return any(
        use.value is layer and use.method is None and use.frame.running for use in reading.uses
    )


def _is_called(script: Script, model: Module) -> bool:
    return any(use.value is model and use.method is None for use in script.uses)


def _trains(script: Script, creation: Creation) -> bool:
    steps = any(use.value is creation.value and use.method == "step" for use in script.uses)
    return steps and any(use.method == "backward" for use in script.uses)


_BUILT: ByLanguage = {
    "en": "What this optimizer is given does not include it.",
    "ko": "이 optimizer가 받은 것에는 들어 있지 않습니다.",
}

RULE = Rule(
    id="optimizer-partial",
    severity=Severity.INFORMATION,
    default_on=False,
    title={
        "en": "The optimizer has only a part of the model, and the rest is not frozen.",
        "ko": "optimizer가 모델의 일부만 갖고 있고 나머지는 freeze되지 않았습니다.",
    },
    messages={
        "forgotten": {
            "en": "No optimizer has the parameters of `{name}`, so it keeps its first weights, though"
            " backward computes gradients for it. Give `{optimizer}` its parameters too.",
            "ko": "backward가 `{name}` 객체의 gradient를 계산하지만 어떤 optimizer도 그 parameter를 갖고 있지 않아"
            " 처음 가중치 그대로 남습니다. `{optimizer}` 객체에 그 parameter도 주세요.",
        },
        "partial": {
            "en": "The optimizer never updates {left} of the model, though backward computes gradients"
            " for it. Give it `model.parameters()`, or freeze the rest with `requires_grad_(False)`.",
            "ko": "backward는 모델의 {left} 부분에도 gradient를 계산하지만 optimizer는 그것을 갱신하지 않습니다."
            " `model.parameters()`를 주거나, 나머지를 `requires_grad_(False)`로 freeze하세요.",
        },
    },
    why={
        "en": "An optimizer updates the parameters that it was given and no others. Training only the"
        " head of a model is a good plan, but then the rest should be frozen: otherwise backward"
        " spends time and memory on gradients that nobody uses, and they add up, since"
        " `optimizer.zero_grad()` does not clear them either.",
        "ko": "optimizer는 받은 parameter만 갱신합니다. 모델의 head만 학습하는 것은 좋은 방법이지만, 그때는 나머지를"
        " freeze해야 합니다. 그러지 않으면 backward가 아무도 쓰지 않는 gradient에 시간과 memory를 쓰고,"
        " `optimizer.zero_grad()`도 그것을 지우지 않아 계속 쌓입니다.",
    },
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.body(x).relu())


net = Net()
optimizer = torch.optim.SGD(net.head.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    net(torch.randn(8, 4)).pow(2).mean().backward()
    optimizer.step()
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.body(x).relu())


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    net(torch.randn(8, 4)).pow(2).mean().backward()
    optimizer.step()
""",
    silent={
        "en": "Unless you ask for it (`severity` or `select`), it speaks only of a whole model that one script"
        " makes, calls and sends backward, and that no optimizer has. When you do, it stays silent where"
        " something is frozen or detached anywhere in the file, there are several optimizers, or it cannot"
        " be told what the optimizer was given.",
        "ko": "`severity`나 `select` 설정으로 켜지 않으면, 한 script에서 만들고 호출하고 backward하는 모델 전체가 어떤"
        " optimizer에도 없을 때만 알립니다. 켠 뒤에도 파일 어딘가에서 freeze나 detach를"
        " 하거나, optimizer가 여럿이거나, optimizer가 무엇을 받았는지 알 수 없으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/optim.html#constructing-it",
    check=check,
    judges="scripts",
)
