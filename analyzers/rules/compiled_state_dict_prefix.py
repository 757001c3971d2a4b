"""The weights of a compiled model, saved under names that the model itself does not have."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..compiled import compile_calls, compiling
from ..edits import FixBuilder
from ..events import Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..held import leaves
from ..interpreter import Interpreter
from ..rule import Rule
from ..sighted import calls_of, uses_of
from ..tree import dotted_name


def check(file: FileModel) -> Iterator[Finding]:
    compiled = {id(call.result) for reader in compiling(file) for call in compile_calls(reader)}
    if not compiled or file.says("_orig_mod"):
        return  # in the second case it deals with the prefix somewhere
    readers: tuple[Interpreter, ...] = (*file.scripts, *file.readings)
    saved = {
        id(node)
        for reader in file.sifted("saving", readers, lambda r: bool(calls_of(r, "torch.save")))
        for node in _saved(reader)
    }
    if not saved:
        return
    uses = [
        use
        for reader in readers
        for use in _state_dicts(reader)
        if id(reader.original(use.value)) in compiled
    ]
    if any(use.method == "load_state_dict" for use in uses):
        return  # loaded with the prefix too: the names agree
    seen: set[int] = set()
    for use in uses:
        if use.method == "state_dict" and id(use.node) in saved and id(use.node) not in seen:
            seen.add(id(use.node))
            builder = FixBuilder(file, file.statement_of(use.node))
            yield RULE.finding(
                builder.span(use.node),
                "prefix",
                fix=_fix(builder, use),
                name=_owner(use) or "model",
            )


def _state_dicts(reader: Interpreter) -> tuple[Use, ...]:
    """Where state dicts are taken from something and loaded into something."""
    known = reader.kept.get("state dicts")
    if not isinstance(known, tuple):
        taken, loaded = uses_of(reader, "state_dict"), uses_of(reader, "load_state_dict")
        known = reader.kept["state dicts"] = (*taken, *loaded)
    return known


def _saved(reader: Interpreter) -> Iterator[cst.CSTNode]:
    """The expressions whose results `torch.save` is given, alone or in a dict."""
    for call in calls_of(reader, "torch.save"):
        if call.arguments:
            yield from (leaf.node for leaf in leaves(call.arguments[0]) if leaf.node is not None)


def _owner(use: Use) -> str | None:
    function = use.node.func
    return dotted_name(function.value) if isinstance(function, cst.Attribute) else None


def _fix(builder: FixBuilder, use: Use) -> Fix | None:
    """`model.state_dict()` -> `model._orig_mod.state_dict()`."""
    function = use.node.func
    if not isinstance(function, cst.Attribute):
        return None
    builder.insert(builder.outer(function.value).end, "._orig_mod")
    return builder.build(RULE.titled())


RULE = Rule(
    id="compiled-state-dict-prefix",
    severity=Severity.HINT,
    title={
        "en": "A compiled model saves its weights under other names.",
        "ko": "컴파일된 모델은 가중치를 다른 이름으로 저장합니다.",
    },
    messages={
        "prefix": {
            "en": "Every key saved here starts with `_orig_mod.`, because `{name}` is compiled: a model"
            " that is not compiled cannot load it. Save `{name}._orig_mod.state_dict()`.",
            "ko": "컴파일된 `{name}` 객체라서 여기서 저장하는 키가 모두 `_orig_mod.`로 시작하고, 컴파일하지"
            " 않은 모델은 읽지 못합니다. `{name}._orig_mod.state_dict()` 결과를 저장하세요.",
        },
    },
    why={
        "en": "`torch.compile(model)` returns a Module that holds the original one as `_orig_mod`, so its"
        " `state_dict()` has `_orig_mod.fc.weight` where the model has `fc.weight`. Loading that file"
        " into the plain model fails with missing and unexpected keys. The original shares its weights"
        " with the compiled one and has the plain names.",
        "ko": "`torch.compile(model)`은 원래 모델을 `_orig_mod`로 가진 Module을 돌려주므로, `state_dict()`의"
        " 키가 `fc.weight`가 아니라 `_orig_mod.fc.weight`가 됩니다. 그 파일을 일반 모델에 읽으면 키가"
        " 없거나 남는다는 오류가 납니다. 원래 모델은 컴파일된 것과 가중치를 공유하고 원래 이름을"
        " 갖고 있습니다.",
    },
    bad="""\
import torch
from torch import nn

model = torch.compile(nn.Sequential(nn.Linear(8, 2)))
torch.save(model.state_dict(), "model.pt")
""",
    good="""\
import torch
from torch import nn

model = torch.compile(nn.Sequential(nn.Linear(8, 2)))
torch.save(model._orig_mod.state_dict(), "model.pt")
""",
    fix_title={
        "en": "Save the weights of the original",
        "ko": "원래 모델의 가중치 저장하기",
    },
    fix={
        "en": "Takes the `state_dict()` of the original model. A file saved before has the other names.",
        "ko": "원래 모델의 `state_dict()`를 씁니다. 전에 저장한 파일에는 다른 이름이 들어 있습니다.",
    },
    silent={
        "en": "The file mentions `_orig_mod`, loads weights into the compiled model too, or compiles in"
        " place with `model.compile()`, which keeps the names.",
        "ko": "파일에 `_orig_mod`가 나오거나, 컴파일된 모델에 가중치를 읽기도 하거나, 이름을 그대로 두는"
        " `model.compile()`을 쓰면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.compile.html",
    check=check,
)
