"""What can be run: classes, and besides them `net = nn.Sequential(...)`, and functions with a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import libcst as cst

from .file_model import FileModel
from .finding import Runnable, Span
from .names import Names
from .reading import Reading
from .statement import Statement

# Models on their own; a loss or an activation that is given a name is not what one wants to run.
_MODELS = frozenset(
    [
        "Sequential",
        "LSTM",
        "GRU",
        "RNN",
        "Transformer",
        "TransformerEncoder",
        "TransformerDecoder",
        "Linear",
        "TransformerEncoderLayer",
        "MultiheadAttention",
        "Conv1d",
        "Conv2d",
        "Conv3d",
    ]
)
_MARK = re.compile(r"#\s*torchtutor:\s*(?:run|example)\b")


def runnable_class(reading: Reading) -> Runnable | None:
    """The class with its attributes; None for one that cannot be built from outside.

    It is found out once for a reading, whose class keeps its text, and moves with it.
    """
    start = reading.definition.statement.chunk.start
    known = reading.kept.get("runnable")
    if not isinstance(known, tuple):
        known = reading.kept["runnable"] = (start, _runnable_class(reading))
    before, found = cast("tuple[int, Runnable | None]", known)
    if found is None or before == start:
        return found
    by = start - before
    span, name_span = found.span.moved(by), found.name_span.moved(by)
    return Runnable(found.qualified_name, span, name_span, found.attributes, found.kind)


def _runnable_class(reading: Reading) -> Runnable | None:
    definition = reading.definition
    if definition.local:
        return None
    places = definition.statement.places
    try:
        span = places.span(definition.node)
        attributes: dict[str, Span] = {}
        for assignment in reading.assignments:
            if assignment.in_class and assignment.attribute not in attributes:
                attributes[assignment.attribute] = places.span(assignment.target).moved(-span.start)
        name_span = places.span(definition.node.name)
        return Runnable(definition.qualified_name, span, name_span, attributes)
    except RecursionError:
        return None


def other_runnables(file: FileModel) -> Iterator[Runnable]:
    """Modules assigned to a name at the top level, and functions below a mark; the last of a name."""
    found: dict[str, Runnable] = {}
    marked = file.says("torchtutor") and _MARK.search(file.text) is not None
    for part in file.parts if marked else _with_values(file):
        for statement in part.module.body:
            if isinstance(statement, cst.FunctionDef):
                if not marked:  # measuring places costs
                    continue
                name = statement.name
                span = part.places.span(name)
                if not _is_marked(file.text, span.start):
                    continue
                whole = part.places.span(statement)
                found[name.value] = Runnable(name.value, whole, span, {}, "function")
            for small, target in _values(statement, file.names):
                place = part.places.span(target)
                whole = part.places.span(small)
                found[target.value] = Runnable(target.value, whole, place, {}, "value")
    yield from found.values()


def _with_values(file: FileModel) -> list[Statement]:
    """The statements that assign Modules."""

    def assigns(part: Statement) -> bool:
        return any(any(_values(node, file.names)) for node in part.module.body)

    return file.sifted("statements with Modules", file.parts, assigns, file.names.key)


def _values(
    statement: cst.CSTNode, names: Names
) -> Iterator[tuple[cst.BaseSmallStatement, cst.Name]]:
    """The small statements of a line that assign a Module, each with the name."""
    for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
        target = _assigned(small, names)
        if target is not None:
            yield small, target


def _assigned(node: cst.BaseSmallStatement, names: Names) -> cst.Name | None:
    if not isinstance(node, cst.Assign) or len(node.targets) != 1:
        return None
    target, value = node.targets[0].target, node.value
    while (  # `nn.Sequential(...).to(device)`
        isinstance(value, cst.Call)
        and isinstance(value.func, cst.Attribute)
        and isinstance(value.func.value, cst.Call)
    ):
        value = value.func.value
    if not isinstance(target, cst.Name) or not isinstance(value, cst.Call):
        return None
    full = names.resolve(value.func) or ""
    head, _, last = full.rpartition(".")
    return target if head == "torch.nn" and last in _MODELS else None


def _is_marked(text: str, offset: int) -> bool:
    """Whether one of the comment and decorator lines right above says so."""
    end = text.rfind("\n", 0, offset)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        stripped = text[start:end].strip()
        if not stripped.startswith(("#", "@")):
            return False
        if _MARK.match(stripped):
            return True
        end = start - 1
    return False
