"""Whether a Module surely owns something to train or save, for rules that must not guess."""

from __future__ import annotations

import libcst as cst

from . import torch_facts as facts
from .file_model import FileModel
from .held import leaves
from .tree import dotted_name, is_name
from .values import Buffer, Module, Parameter, Value


def surely_stateful(value: Value, file: FileModel) -> bool:
    """Whether `value` is a Parameter, or a Module that plainly owns parameters or buffers.

    `Module.stateful` asks whether it can own any; here everything that is not sure counts as no.
    """
    return isinstance(value, Parameter) or (
        isinstance(value, Module) and _module(value, file, frozenset())
    )


def _module(module: Module, file: FileModel, asked: frozenset[str]) -> bool:
    if module.nn_name is None:
        return _class(module.type_name, file, asked)
    if module.nn_name in facts.HOLDERS:
        return any(
            isinstance(item, Parameter) or (isinstance(item, Module) and _module(item, file, asked))
            for held in module.contents
            for item in leaves(held)
        )
    if module.nn_name not in facts.MODULES_WITH_STATE:
        return False
    switches = facts.STATE_SWITCHES.get(module.nn_name, {})
    return not switches or any(
        _is_on(module.node, name, default) for name, default in switches.items()
    )


def _is_on(node: cst.CSTNode | None, keyword: str, default: bool) -> bool:
    """Whether the switch `keyword` is on; one that is not written out as a constant counts as off."""
    if not isinstance(node, cst.Call):
        return False
    for argument in node.args:
        if argument.star:
            return False
        if argument.keyword is not None and argument.keyword.value == keyword:
            return is_name(argument.value, "True")
    return default


def _class(name: str, file: FileModel, asked: frozenset[str]) -> bool:
    """Whether an instance of the file's Module class `name` surely owns state of its own making."""
    reading = file.reading_of(name)
    if reading is None or name in asked:
        return False
    asked |= {name}
    for assignment in reading.assignments:
        value = assignment.value
        if assignment.constructing and (
            isinstance(value, (Parameter, Buffer))
            or (isinstance(value, Module) and value.made_here and _module(value, file, asked))
        ):
            return True
    bases = (dotted_name(base.value) for base in reading.definition.node.bases)
    return any(base is not None and _class(base, file, asked) for base in bases)
