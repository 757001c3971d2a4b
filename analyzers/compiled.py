"""What a file compiles with `torch.compile`."""

from __future__ import annotations

import libcst as cst

from .events import FunctionCall
from .file_model import FileModel
from .held import leaves
from .interpreter import Interpreter
from .reading import Reading
from .sighted import calls_of, uses_of
from .tree import dotted_name
from .values import Module, Value
from .views import answer

COMPILE = "torch.compile"


def compile_calls(reader: Interpreter) -> tuple[FunctionCall, ...]:
    """The calls `torch.compile(something, ...)`; without something it is a decorator to be."""
    known = reader.kept.get("compile calls")
    if not isinstance(known, tuple):
        known = reader.kept["compile calls"] = tuple(
            call for call in calls_of(reader, COMPILE) if _is_given(call)
        )
    return known


def compiling(file: FileModel) -> tuple[Interpreter, ...]:
    """The scripts and classes of a whole file that compile something; found out once."""
    return answer(file, _compiling, ())


def _compiling(file: FileModel) -> tuple[Interpreter, ...]:
    if not file.says("compile"):
        return ()
    return tuple(file.sifted("compiling", (*file.scripts, *file.readings), _compiles))


def _compiles(reader: Interpreter) -> bool:
    """Whether it calls `torch.compile` or `model.compile()`, or is a class whose forward is compiled."""
    return bool(compile_calls(reader) or uses_of(reader, "compile") or _has_decorated(reader))


def _has_decorated(reader: Interpreter) -> bool:
    if not isinstance(reader, Reading):
        return False
    forward = reader.definition.methods().get("forward")
    nodes = (reader.definition.node, forward)
    return any(node is not None and is_decorated(reader.file, node) for node in nodes)


def _is_given(call: FunctionCall) -> bool:
    """Whether the call has something to compile."""
    arguments = call.node.args
    return bool(arguments) and (
        arguments[0].keyword is None or arguments[0].keyword.value == "model"
    )


def is_compiled_function(file: FileModel, name: str) -> bool:
    """Whether `@torch.compile` decorates the file's function `name`."""
    function = file.function(name)
    return function is not None and is_decorated(file, function)


def is_decorated(file: FileModel, node: cst.FunctionDef | cst.ClassDef) -> bool:
    """Whether `@torch.compile`, with arguments or without, stands over it."""
    for decorator in node.decorators:
        expression = decorator.decorator
        name = expression.func if isinstance(expression, cst.Call) else expression
        if file.names.resolve(name) == COMPILE:
            return True
    return False


def compiled_classes(file: FileModel) -> frozenset[str]:
    """The Module classes of the file whose forward is compiled, alone or as a part of another."""
    pending: list[str] = []
    for reader in compiling(file):
        given = [call.arguments[0] for call in compile_calls(reader) if call.arguments]
        given += [use.value for use in uses_of(reader, "compile")]
        pending += _class_names(given)
        if isinstance(reader, Reading) and _has_decorated(reader):
            pending.append(reader.definition.name)
    if not pending:
        return frozenset()
    parts = {
        reading.definition.name: [
            *_class_names([creation.value for creation in reading.creations.values()]),
            *(dotted_name(base.value) or "" for base in reading.definition.node.bases),
        ]
        for reading in file.readings
    }
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name in parts and name not in found:
            found.add(name)
            pending += parts[name]
    return frozenset(found)


def _class_names(values: list[Value]) -> list[str]:
    """The classes of Modules and of what they contain."""
    names: list[str] = []
    pending = list(values)
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Module):
            names.append(value.type_name)
            pending += [leaf for item in value.contents for leaf in leaves(item)]
    return names
