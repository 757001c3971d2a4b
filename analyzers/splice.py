"""Reads one changed line of a statement and puts it into the tree that is known of the rest.

Most edits change one simple statement. Parsing it costs a fraction of parsing the method around it,
and all other nodes stay the same objects, so that what was found out about them stays too.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .chunks import Piece, common_prefix, common_suffix
from .statements import LogicalLine, parse_chunk

# The way to a node: from each node above it, the field and, where it is one of several, which.
_Way = tuple[tuple[cst.CSTNode, str, int | None], ...]


def spliced(module: cst.Module, before: Piece, piece: Piece, in_class: bool) -> cst.Module | None:
    """The module of `piece`, made of that of the piece `before`; None where more has changed.

    It equals what parsing anew gives, and shares all nodes but the statement and those around it.
    With `in_class` both stand in a stand-in for a class.
    """
    changed = _changed_line(before, piece)
    if changed is None:
        return None
    number, line = changed
    ways = [*_lines(module)][in_class:]
    if len(ways) != sum(not line.blank for line in piece.layout.lines) or not ways[number]:
        return None
    way = ways[number]
    parent, field, index = way[-1]
    old = getattr(parent, field)[index]
    new = _statement(piece.text[line.start : line.end], module.default_newline)
    if new is None:
        return None
    node: cst.CSTNode = new.with_changes(leading_lines=old.leading_lines)
    for parent, field, index in reversed(way):
        if index is None:
            node = parent.with_changes(**{field: node})
        else:
            several = [*getattr(parent, field)]
            several[index] = node
            kind = type(getattr(parent, field))
            node = parent.with_changes(**{field: kind(several)})
    assert isinstance(node, cst.Module)
    return node


def _changed_line(before: Piece, piece: Piece) -> tuple[int, LogicalLine] | None:
    """The one logical line that differs, and how many lines of code stand above it."""
    old, new = before.layout.lines, piece.layout.lines
    start = common_prefix(before.text, piece.text)
    end = len(piece.text) - common_suffix(before.text, piece.text, start)
    shift = len(piece.text) - len(before.text)
    at = next((i for i, line in enumerate(new) if start < line.end), None)
    if at is None or len(old) != len(new):
        return None
    line, was = new[at], old[at]
    words = piece.text[line.first : line.end].rstrip()
    if line.blank or was.blank or line.broken or was.broken:
        return None
    if piece.text[line.end - 1] not in "\r\n" or "\f" in piece.text[line.start : line.first]:
        return None
    if start < line.first or end > line.first + len(words) or line.first != was.first:
        return None
    if line.end != was.end + shift or line.indent != was.indent:
        return None
    return sum(not above.blank for above in new[:at]), line


def _statement(text: str, newline: str) -> cst.SimpleStatementLine | None:
    """The one simple statement line in an indented `text`."""
    head = f"class _:{newline}" if text[:1].isspace() else ""
    parsed = parse_chunk(head + text, False)
    if parsed.module is None or parsed.problems or len(parsed.module.body) != 1:
        return None
    node: cst.CSTNode = parsed.module.body[0]
    if head and isinstance(node, cst.ClassDef) and len(node.body.body) == 1:
        node = node.body.body[0]
    return node if isinstance(node, cst.SimpleStatementLine) else None


def _lines(node: cst.CSTNode, way: _Way = ()) -> Iterator[_Way]:
    """For each logical line of code its statement; an empty way where that is not a simple one."""
    if isinstance(node, cst.SimpleStatementLine):
        yield way
        return
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        for _ in node.decorators:
            yield ()
    if isinstance(node, (cst.Module, cst.IndentedBlock)):
        for index, line in enumerate(node.body):
            yield from _lines(line, (*way, (node, "body", index)))
        return
    if isinstance(node, cst.SimpleStatementSuite):
        return
    yield ()  # its own header
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        part = getattr(node, field, None)
        if isinstance(part, (list, tuple)):
            for index, item in enumerate(part):
                yield from _lines(item, (*way, (node, field, index)))
        elif part is not None:
            yield from _lines(part, (*way, (node, field, None)))
