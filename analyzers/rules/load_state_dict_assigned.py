"""The result of `load_state_dict` taken for the model, or a path given to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Use
from ..evidence import is_module
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..interpreter import Interpreter
from ..rule import Rule
from ..sighted import uses_of
from ..tree import dotted_name, is_name
from ..values import Activation, Constant, Module, Optimizer, Scheduler, Unknown, Value

# What is done with a model, and never with the keys that load_state_dict returns.
_OF_MODELS = facts.MODULE_ONLY | facts.MODULE_SELF_METHODS | {"forward", "zero_grad", None}


_NAMES_MODEL = re.compile(r"_?(?:(?:my|the|best|loaded|trained)_)?(?:model|net|network)\d*")


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for use in uses_of(reading, "load_state_dict"):
            if id(use.node) in seen or _has_own(file, use.value):
                continue
            found = _given_path(file, reading, use) or _taken_for_model(
                file, reading, use, _assigned(reading).get(id(use.node))
            )
            if found is not None:
                seen.add(id(use.node))
                yield found


def _assigned(reading: Interpreter) -> dict[int, tuple[cst.BaseExpression, cst.CSTNode | None]]:
    """The target and the statement that first took each value, by the node that made it."""
    found: dict[int, tuple[cst.BaseExpression, cst.CSTNode | None]] = {}
    for binding in reading.bindings:
        found.setdefault(id(binding.value.node), (cst.Name(binding.name), binding.statement))
    for store in reading.stores:
        found.setdefault(id(store.value.node), (store.target, store.statement))
    for assignment in reading.assignments:
        found.setdefault(id(assignment.value.node), (assignment.target, assignment.statement))
    return found


def _taken_for_model(
    file: FileModel,
    reading: Interpreter,
    use: Use,
    assigned: tuple[cst.BaseExpression, cst.CSTNode | None] | None,
) -> Finding | None:
    if not isinstance(use.value, (Module, Unknown, Activation, Optimizer, Scheduler)):
        return None
    if not isinstance(use.node.func, cst.Attribute):
        return None
    target = dotted_name(assigned[0]) if assigned is not None else None
    statement = file.statement_of(use.node)
    if target is not None and target == dotted_name(use.node.func.value):
        nothing = isinstance(use.value, (Optimizer, Scheduler))
        node = assigned[1] if assigned is not None else None
        fix: Fix | None = None
        if isinstance(node, cst.Assign) and len(node.targets) == 1 and node.value is use.node:
            builder = FixBuilder(file, statement)
            builder.replace(node, builder.source(use.node))
            fix = builder.build(RULE.titled(code=f"{target}.load_state_dict(...)"))
        return RULE.finding(
            statement.places.span(node or use.node),
            "nothing" if nothing else "keys",
            fix=fix,
            code=target,
        )
    # the same object may have got its value elsewhere: only what this very call gave counts
    named = target is not None and _NAMES_MODEL.fullmatch(_last(target)) is not None
    named = named and isinstance(use.value, Module)
    if named or any(
        later.value.node is use.node and later.method in _OF_MODELS for later in reading.uses
    ):
        return RULE.finding(statement.places.span(use.node), "chained")
    return None


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2].lower()


def _given_path(file: FileModel, reading: Interpreter, use: Use) -> Finding | None:
    if not use.arguments or not isinstance(use.arguments[0], Constant):
        return None
    known = isinstance(use.value, (Optimizer, Scheduler)) or is_module(use.value, reading)
    if not known or not _is_text(use.arguments[0].node):
        return None
    argument = use.node.args[0]
    if argument.star:
        return None
    statement = file.statement_of(use.node)
    builder = FixBuilder(file, statement)
    path = builder.source(argument.value)
    load = builder.torch_name("torch.load")
    builder.wrap(argument.value, f"{load}(", ", weights_only=True)")
    return RULE.finding(
        statement.places.span(argument.value),
        "path",
        fix=builder.build(RULE.titled(code=f"{load}(...)")),
        load=f"{load}({path}, weights_only=True)",
    )


def _is_text(node: cst.CSTNode | None) -> bool:
    """Whether it is a string in the text, or the `str` behind a parameter's name."""
    return isinstance(node, cst.BaseString) or is_name(node, "str")


def _has_own(file: FileModel, owner: Value) -> bool:
    """Whether the file's class has a `load_state_dict` of its own."""
    definition = file.module_class(owner.type_name) if isinstance(owner, Module) else None
    return definition is not None and "load_state_dict" in definition.methods()


RULE = Rule(
    id="load-state-dict-assigned",
    severity=Severity.ERROR,
    title={
        "en": "`load_state_dict()` fills the model in place; what it returns is not the model.",
        "ko": "`load_state_dict()`는 모델을 그 자리에서 채우며, 돌려주는 값은 모델이 아닙니다.",
    },
    messages={
        "keys": {
            "en": "`load_state_dict()` loads into `{code}` itself and returns a report of keys, so"
            " `{code}` is not a model after this line. Call it without `{code} =`.",
            "ko": "`load_state_dict()`는 `{code}` 객체 자체에 값을 불러오고 키 목록을 돌려주므로 이 줄 뒤의"
            " `{code}` 변수는 모델이 아닙니다. `{code} =` 없이 호출하세요.",
        },
        "nothing": {
            "en": "`load_state_dict()` loads into `{code}` itself and returns `None`, so `{code}` is"
            " lost after this line. Call it without `{code} =`.",
            "ko": "`load_state_dict()`는 `{code}` 객체 자체에 값을 불러오고 `None`을 돌려주므로 이 줄 뒤의"
            " `{code}` 변수는 `None`입니다. `{code} =` 없이 호출하세요.",
        },
        "chained": {
            "en": "`load_state_dict()` returns a report of keys, not the model, so using it as a"
            " model fails. Build the model first, then load into it on a line of its own.",
            "ko": "`load_state_dict()`는 모델이 아니라 키 목록을 돌려주므로 모델처럼 쓰면 실패합니다. 먼저"
            " 모델을 만들고, 다음 줄에서 따로 불러오세요.",
        },
        "path": {
            "en": "`load_state_dict()` takes the loaded dictionary, not the name of a file."
            " Load the file first: `{load}`.",
            "ko": "`load_state_dict()`는 파일 이름이 아니라 불러온 딕셔너리를 받습니다. 먼저"
            " `{load}` 호출로 파일을 읽으세요.",
        },
    },
    why={
        "en": "The method copies the values into the parameters and buffers that the model has, and"
        " returns which keys were missing or unexpected. Assigned to the model's name, this report"
        " takes its place, and the next line fails with `'_IncompatibleKeys' object is not"
        " callable` or `has no attribute 'eval'`.",
        "ko": "이 메서드는 모델이 가진 parameter와 buffer에 값을 복사하고, 없거나 남는 키가 무엇인지"
        " 돌려줍니다. 그 값을 모델 이름에 대입하면 모델이 사라지고, 다음 줄에서 `'_IncompatibleKeys' object"
        " is not callable`이나 `has no attribute 'eval'` 오류가 납니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
model = model.load_state_dict(torch.load("model.pt", weights_only=True))
model.eval()
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
model.load_state_dict(torch.load("model.pt", weights_only=True))
model.eval()
""",
    fix_title={
        "en": "Write `{code}`",
        "ko": "`{code}` 형태로 고쳐 쓰기",
    },
    fix={
        "en": "Takes the assignment away, or loads the file with `torch.load`. Not offered when the"
        " model is built in the same expression.",
        "ko": "대입을 없애거나 `torch.load`로 파일을 읽습니다. 같은 식에서 모델을 만들면 제안하지 않습니다.",
    },
    silent={
        "en": "The result goes to another name and is not used as a model (`report ="
        " model.load_state_dict(...)`), or the class has a `load_state_dict` of its own.",
        "ko": "결과를 다른 이름에 담고 모델로 쓰지 않거나(`report = model.load_state_dict(...)`), 클래스에"
        " 자체 `load_state_dict`가 있으면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict",
    check=check,
    judges="both",
)
