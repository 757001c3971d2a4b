"""Layers in a plain list, tuple, dict or set."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..held import leaves
from ..hidden import HiddenContainer, fix_by_wrapping, hidden_containers
from ..rule import ByLanguage, Rule
from ..values import Container, Module

_LOSSES = re.compile(r"loss|criteri|metric")


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        for hidden in hidden_containers(reading, Module):
            modules = [item for item in hidden.items if isinstance(item, Module)]
            stateful = [module for module in modules if module.stateful]
            mode_dependent = [m for m in modules if m.nn_name in facts.MODE_DEPENDENT]
            if not stateful and not mode_dependent:
                continue  # activations and losses: nothing to train, move or save
            if hidden.comma is not None:
                continue  # that one comma is trailing-comma-layer
            if hidden.assignment.sole and _is_kept_apart(hidden.container):
                continue
            name = hidden.assignment.attribute
            # a loss or a metric rarely has something to learn
            certain = stateful and not _LOSSES.search(name)
            yield RULE.finding(
                hidden.span,
                "hidden" if stateful else "mode",
                severity=None if certain else Severity.HINT,
                subject=hidden.subject,
                fix=fix_by_wrapping(RULE, hidden, Module),
                related=_related(hidden),
                name=name,
                kind=hidden.container.kind,
                register="nn.ModuleDict" if hidden.container.kind == "dict" else "nn.ModuleList",
            )


def _is_kept_apart(container: Container) -> bool:
    """`self.teacher = [teacher]`: the known way to keep a Module out on purpose."""
    items = leaves(container)
    return (
        len(items) == 1
        and isinstance(items[0], Module)
        and not items[0].made_here
        and (isinstance(container.node, (cst.List, cst.Tuple)))
    )


def _related(hidden: HiddenContainer) -> tuple[Related, ...]:
    return tuple(
        Related(span, Text(_ADDED_HERE, {"name": hidden.assignment.attribute}))
        for span in hidden.addition_spans()[:1]
    )


_ADDED_HERE: ByLanguage = {
    "en": "A layer is put into `{name}` here.",
    "ko": "여기에서 `{name}` 속성에 레이어가 추가됩니다.",
}

RULE = Rule(
    id="module-list-not-registered",
    severity=Severity.WARNING,
    title={
        "en": "Layers in a plain list, tuple, dict or set are not registered.",
        "ko": "일반 list, tuple, dict, set에 담긴 레이어는 등록되지 않습니다.",
    },
    messages={
        "hidden": {
            "en": "PyTorch cannot see the layers in `self.{name}`: a plain {kind} does not register"
            " them, so they are not trained, saved or moved. Use `{register}`.",
            "ko": "PyTorch가 `self.{name}` 안의 레이어를 보지 못합니다. 일반 {kind} 자료형은 레이어를"
            " 등록하지 않아 학습, 저장, 이동에서 빠지므로 `{register}` 클래스를 쓰세요.",
        },
        "mode": {
            "en": "`train()` and `eval()` do not reach the layers in `self.{name}`, because a plain"
            " {kind} does not register them. Use `{register}`.",
            "ko": "일반 {kind} 자료형은 레이어를 등록하지 않아 `train()`, `eval()` 호출이 `self.{name}`"
            " 안까지 닿지 않습니다. `{register}` 클래스를 쓰세요.",
        },
    },
    why={
        "en": "A Module finds its layers when they are assigned as attributes: `__setattr__` looks"
        " at the value and registers a Module or a Parameter. A list is neither, so it is stored as"
        " it is. Forward still runs and the loss may even fall, but `parameters()`, `state_dict()`,"
        " `.to(device)`, `train()` and `eval()` do not look into the list.",
        "ko": "Module은 속성에 값이 대입될 때 레이어를 찾습니다. `__setattr__` 메서드가 값을 보고"
        " Module이나 Parameter이면 등록합니다. list는 둘 다 아니므로 그대로 저장됩니다. forward는 잘"
        " 실행되고 loss가 줄어들기도 하지만 `parameters()`, `state_dict()`, `.to(device)`,"
        " `train()`, `eval()` 모두 list 안을 들여다보지 않습니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [nn.Linear(8, 8) for _ in range(3)]

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
        "en": "Register the layers with `{register}`",
        "ko": "`{register}` 클래스로 레이어 등록하기",
    },
    fix={
        "en": "Wraps the list in `nn.ModuleList`, or the dict in `nn.ModuleDict`. Not offered when"
        " the class uses something that these lack (`index`, `sort`, `get` ...), when layers are"
        " mixed with other things, or when keys are not plain names. The new parameters appear in"
        " `state_dict()`: a checkpoint saved before lacks them, because they were never saved.",
        "ko": "list는 `nn.ModuleList`, dict는 `nn.ModuleDict`로 감쌉니다. 이 클래스에 없는 기능(`index`,"
        " `sort`, `get` 등)을 쓰거나, 레이어가 아닌 것이 섞여 있거나, 키가 단순한 이름이 아니면 제안하지"
        " 않습니다. 새 parameter가 `state_dict()`에 나타나므로, 이전에 저장한 체크포인트에는 그 값이"
        " 없습니다. 애초에 저장된 적이 없기 때문입니다.",
    },
    silent={
        "en": "The layers are registered in another way (`nn.Sequential(*layers)`, `add_module`,"
        " each as an attribute of its own), have nothing to train (activations, losses), go to code"
        " that was not read, or the list holds one Module that came from outside: a common way to"
        " keep it out on purpose.",
        "ko": "레이어가 다른 방법(`nn.Sequential(*layers)`, `add_module`, 각각 속성으로 대입)으로"
        " 등록되었거나, 학습할 것이 없거나(activation, loss), 읽을 수 없는 코드로 전달되거나, 밖에서 받은"
        " Module 하나만 담은 list(일부러 숨기는 관용구)이면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html",
    check=check,
    judges="classes",
)
