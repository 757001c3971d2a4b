"""Code that means to freeze parameters and freezes nothing: `model.requires_grad = False`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Discard, Store
from ..evidence import is_module
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..interpreter import Interpreter
from ..rule import Rule
from ..script import loops_around
from ..sighted import discards
from ..tree import dotted_name, is_name, walk
from ..values import Element, LostParameter, Module, Parameter, Tensor, Unknown, Value

_NAMES = facts.MISSPELT_REQUIRES_GRAD | {"requires_grad", "requires_grad_"}


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for store in reading.stores:
            if store.target.attr.value in _NAMES and id(store.target) not in seen:
                seen.add(id(store.target))
                yield from _stored(file, reading, store)
    for _, discard in discards(file, cst.Comparison):
        yield from _compared(file, discard)


def _stored(file: FileModel, reading: Interpreter, store: Store) -> Iterator[Finding]:
    """`p.require_grad = ...` and `model.requires_grad = ...`."""
    name, owner = store.target.attr.value, store.owner
    on_module = _is_module(file, reading, owner)
    if name in facts.MISSPELT_REQUIRES_GRAD:
        plain = isinstance(owner, Tensor) and not owner.trainable
        message = "nothing" if plain else "misspelt"
        if not (on_module or _is_parameter(owner)):
            return
    elif name == "requires_grad_" and (on_module or _is_parameter(owner)):
        message = "method"
    elif name == "requires_grad" and on_module and not _has_own(file, owner):
        message = "module"
    else:
        return
    statement = file.statement_of(store.target)
    yield RULE.finding(
        statement.places.span(store.target),
        message,
        severity=Severity.HINT if message == "nothing" and not _is_true(store) else None,
        fix=_fix(file, store, on_module),
        code=dotted_name(store.target.value) or "...",
        name=name,
    )


def _is_true(store: Store) -> bool:
    """Whether True is assigned: then something that should learn does not."""
    assign = store.statement
    return isinstance(assign, cst.Assign) and is_name(assign.value, "True")


def _fix(file: FileModel, store: Store, on_module: bool) -> Fix | None:
    builder = FixBuilder(file, file.statement_of(store.target))
    if store.target.attr.value in facts.MISSPELT_REQUIRES_GRAD and not on_module:
        builder.replace(store.target.attr, "requires_grad")
        return builder.build(RULE.titled(code="requires_grad"))
    assign = store.statement
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
        return None
    owner, value = builder.source(store.target.value), builder.source(assign.value)
    builder.replace(assign, f"{owner}.requires_grad_({value})")
    return builder.build(RULE.titled(code=f"requires_grad_({value})"))


def _compared(file: FileModel, discard: Discard) -> Iterator[Finding]:
    """`p.requires_grad == False` alone on a line."""
    node = discard.node.value
    if (
        not isinstance(node, cst.Comparison)
        or not isinstance(node.left, cst.Attribute)
        or node.left.attr.value != "requires_grad"
        or len(node.comparisons) != 1
        or not isinstance(node.comparisons[0].operator, cst.Equal)
    ):
        return
    # alone at top level, a notebook shows the answer
    if not loops_around(discard.enclosing) and not discard.frame.method:
        return
    statement = file.statement_of(node)
    builder = FixBuilder(file, statement)
    left, right = builder.source(node.left), builder.source(node.comparisons[0].comparator)
    builder.replace(node, f"{left} = {right}")
    yield RULE.finding(
        statement.places.span(node),
        "compared",
        fix=builder.build(RULE.titled(code="=")),
        code=left,
        value=right,
    )


def _is_parameter(owner: Value) -> bool:
    if isinstance(owner, (Parameter, LostParameter, Tensor)):
        return True
    return (
        isinstance(owner, Unknown)
        and isinstance(owner.node, cst.Attribute)
        and owner.node.attr.value in ("weight", "bias")
    )


def _is_a_child(owner: Value) -> bool:
    """Whether it is the variable of a loop over `model.children()`."""
    call = owner.node if isinstance(owner, Unknown) else None
    return (
        isinstance(call, cst.Call)
        and isinstance(call.func, cst.Attribute)
        and call.func.attr.value in ("children", "modules")
        and not call.args
    )


def _is_module(file: FileModel, reading: Interpreter, owner: Value) -> bool:
    if isinstance(owner, Element):
        items = owner.container.items
        return bool(items) and all(isinstance(item, Module) for item in items)
    if is_module(owner, reading) or _is_a_child(owner):
        return True
    return (
        isinstance(owner, Unknown)
        and isinstance(owner.node, cst.Attribute)
        and owner.node.attr.value in facts.USUAL_MODULE_NAMES
        and owner.owner is not None
        and is_module(owner.owner, reading)
        and not _has_own(file, owner.owner)
    )


def _has_own(file: FileModel, owner: Value) -> bool:
    """Whether the file's class gives `requires_grad` a meaning of its own."""
    definition = file.module_class(owner.type_name) if isinstance(owner, Module) else None
    return definition is not None and (
        "requires_grad" in definition.methods()
        or any(dotted_name(node) == "self.requires_grad" for node in walk(definition.node))
    )


RULE = Rule(
    id="freeze-has-no-effect",
    severity=Severity.WARNING,
    title={
        "en": "This line means to freeze parameters, and freezes nothing.",
        "ko": "parameter를 freeze하려는 줄이지만 아무것도 freeze되지 않습니다.",
    },
    messages={
        "module": {
            "en": "`{code}` is a Module: its `{name}` is a plain attribute, so the parameters stay as"
            " they are. Write `{code}.requires_grad_(...)`.",
            "ko": "`{code}` 객체는 Module이고 여기서 `{name}` 이름은 일반 속성일 뿐이라 parameter는 그대로입니다."
            " `{code}.requires_grad_(...)`라고 쓰세요.",
        },
        "misspelt": {
            "en": "PyTorch does not know `{name}`, so `{code}` trains as before. The attribute is"
            " called `requires_grad`.",
            "ko": "`{name}` 속성은 PyTorch에 없으므로 `{code}` 객체는 전과 똑같이 학습됩니다. 올바른 이름은"
            " `requires_grad`입니다.",
        },
        "nothing": {
            "en": "PyTorch does not know `{name}`, so this line changes nothing about `{code}`. The"
            " attribute is called `requires_grad`.",
            "ko": "`{name}` 속성은 PyTorch에 없으므로 이 줄은 `{code}` 객체에 아무 영향이 없습니다. 올바른 이름은"
            " `requires_grad`입니다.",
        },
        "method": {
            "en": "This replaces the method `{name}` of `{code}` instead of calling it, so nothing"
            " changes. Write `{code}.requires_grad_(...)`.",
            "ko": "`{code}` 객체의 `{name}` 메서드를 호출하지 않고 덮어쓰므로 아무것도 바뀌지 않습니다."
            " `{code}.requires_grad_(...)`라고 쓰세요.",
        },
        "compared": {
            "en": "`==` compares and the answer is thrown away, so nothing changes."
            " Write `{code} = {value}`.",
            "ko": "`==` 기호는 비교만 하고 그 답은 버려지므로 아무것도 바뀌지 않습니다."
            " `{code} = {value}`라고 쓰세요.",
        },
    },
    why={
        "en": "Only `requires_grad` of each parameter decides whether it gets a gradient. Python lets"
        " you set any attribute on a Module or a tensor, so `model.requires_grad = False` or a"
        " misspelt name passes without an error, and the layers go on learning. A Module has the"
        " method `requires_grad_()`, which sets all its parameters.",
        "ko": "gradient를 받을지는 각 parameter의 `requires_grad`만이 정합니다. Python은 Module이나 텐서에"
        " 어떤 속성이든 넣게 해 주므로 `model.requires_grad = False`나 잘못 쓴 이름도 오류 없이 지나가고,"
        " 레이어는 계속 학습됩니다. Module의 `requires_grad_()` 메서드는 모든 parameter를 한 번에 바꿉니다.",
    },
    bad="""\
import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
backbone.requires_grad = False
model = nn.Sequential(backbone, nn.Linear(4, 2))
""",
    good="""\
import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
backbone.requires_grad_(False)
model = nn.Sequential(backbone, nn.Linear(4, 2))
""",
    fix_title={
        "en": "Write `{code}`",
        "ko": "`{code}` 형태로 고쳐 쓰기",
    },
    fix={
        "en": "Calls `requires_grad_()` on the Module, corrects the name, or makes `=` of `==`.",
        "ko": "Module의 `requires_grad_()` 메서드를 호출하거나, 이름을 바로잡거나, `==`를 `=`로 바꿉니다.",
    },
    silent={
        "en": "The object may be a parameter, or the class uses `requires_grad` as a name of its own.",
        "ko": "객체가 parameter일 수 있거나, 클래스가 `requires_grad` 이름을 스스로 쓰면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.requires_grad_",
    check=check,
    judges="both",
)
