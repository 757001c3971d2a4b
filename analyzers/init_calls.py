"""Fixes that put `super().__init__()` where it belongs."""

from __future__ import annotations

import libcst as cst

from .edits import FixBuilder
from .events import SuperCall
from .file_model import FileModel
from .finding import Fix, Span, Text
from .reading import Reading
from .statement import ClassDefinition


def added_call(
    file: FileModel,
    definition: ClassDefinition,
    init: cst.FunctionDef,
    unfinished: cst.Attribute | None,
    title: Text,
) -> Fix | None:
    """Writes `super().__init__()` at the top of `__init__`, or behind an `unfinished` one its brackets."""
    builder = FixBuilder(file, definition.statement)
    if unfinished is not None:
        end = builder.span(unfinished).end
        builder.replace_span(Span(end, end), "()")
        return builder.build(title)
    # a base with arguments of its own wants them, and only the author knows which
    if not _plain_base(file, definition) or not isinstance(init.body, cst.IndentedBlock):
        return None
    _insert_first(file, builder, init.body)
    return builder.build(title)


def _plain_base(file: FileModel, definition: ClassDefinition) -> bool:
    bases = [base.value for base in definition.node.bases]
    return len(bases) == 1 and file.names.resolve(bases[0]) == "torch.nn.Module"


def _insert_first(file: FileModel, builder: FixBuilder, body: cst.IndentedBlock) -> None:
    """Put `super().__init__()` on a line of its own, after the docstring if there is one."""
    first = body.body[0]
    is_docstring = (
        isinstance(first, cst.SimpleStatementLine)
        and isinstance(first.body[0], cst.Expr)
        and isinstance(first.body[0].value, (cst.SimpleString, cst.ConcatenatedString))
    )
    if is_docstring and len(body.body) > 1:
        first = body.body[1]
    elif is_docstring:
        end = builder.span(first).end
        newline, indent = _line_start(file, builder.span(first).start)
        builder.replace_span(Span(end, end), f"{newline}{indent}super().__init__()")
        return
    start = builder.span(first).start
    newline, indent = _line_start(file, start)
    builder.replace_span(Span(start, start), f"super().__init__(){newline}{indent}")


def _line_start(file: FileModel, offset: int) -> tuple[str, str]:
    """The line break in use and the indentation of the line of `offset`."""
    start = max(file.text.rfind("\n", 0, offset), file.text.rfind("\r", 0, offset)) + 1
    newline = (
        "\r\n" if file.text[max(start - 2, 0) : start] == "\r\n" else file.text[start - 1 : start]
    )
    indent = file.text[start:offset]
    return newline or "\n", indent if not indent.strip() else ""


def moved_call(file: FileModel, reading: Reading, call: SuperCall, title: Text) -> Fix | None:
    """Moves a call without arguments to the top of `__init__`."""
    init = reading.definition.methods()["__init__"]
    if call.node.args or not isinstance(init.body, cst.IndentedBlock):
        return None
    line = next(
        (
            statement
            for statement in init.body.body
            if isinstance(statement, cst.SimpleStatementLine)
            and len(statement.body) == 1
            and statement.body[0] is call.statement
        ),
        None,
    )
    if line is None:
        return None
    builder = FixBuilder(file, reading.definition.statement)
    _insert_first(file, builder, init.body)
    span = builder.span(line)
    start = max(file.text.rfind("\n", 0, span.start), file.text.rfind("\r", 0, span.start)) + 1
    end = span.end
    while end < len(file.text) and file.text[end] in " \t":
        end += 1
    if file.text.startswith("#", end):
        return None  # a comment belongs to the line: leave the move to the author
    end += 2 if file.text.startswith("\r\n", end) else 1
    builder.replace_span(Span(start, min(end, len(file.text))), "")
    return builder.build(title)
