"""Reads one changed line of a statement and puts it into the tree that is known of the rest.

Most edits change one simple statement. Parsing it costs a fraction of parsing the method around it,
and all other nodes stay the same objects, so that what was found out about them stays too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from .chunks import Piece, common_prefix, common_suffix
from .layout import LogicalLine
from .statements import parse_chunk

_BREAK = re.compile(r"[\r\n]")
# Under this name a piece keeps a line of it that was read by itself: its text and its module.
READ_ALONE = "read alone"
# The way to a node: from each node above it, the field and, where it is one of several, which.
_Way = tuple[tuple[cst.CSTNode, str, int | None], ...]


def spliced(module: cst.Module, before: Piece, piece: Piece, in_class: bool) -> cst.Module | None:
    """The module of `piece`, made of that of the piece `before`; None where more has changed.

    It equals what parsing anew gives, and shares all nodes but the statement and those around it.
    With `in_class` both stand in a stand-in for a class.
    """
    changed = _changed(before, piece)
    if changed is None:
        return None
    number, lines, alone = changed
    ways = _lines(module)[in_class:]
    if len(ways) != sum(not line.blank for line in before.layout.lines) or not ways[number]:
        return None
    way = ways[number]
    parent, field, index = way[-1]
    text = piece.text[lines[0].start : lines[-1].end]
    known = (
        piece.kept.pop(READ_ALONE, None) if len(lines) == 1 else None
    )  # nodes stand in one place
    if (
        isinstance(known, tuple)
        and known[0] == text.lstrip(" \t")
        and module.default_newline == "\n"
        and not _BREAK.search(text, 0, len(text) - 1)  # whose indentation depends on the block
    ):
        new = _simple(known[1].body, 1)
    else:
        count = sum(not line.blank for line in lines)
        new = _statements(text, module.default_newline, count)
    if not new or index is None:
        return None
    if alone:  # what stands above it stays above it
        new[0] = new[0].with_changes(leading_lines=getattr(parent, field)[index].leading_lines)
    body = [*getattr(parent, field)]
    body[index : index + 1] = new
    node: cst.CSTNode = parent.with_changes(**{field: type(getattr(parent, field))(body)})
    for parent, field, index in reversed(way[:-1]):
        if index is None:
            node = parent.with_changes(**{field: node})
        else:
            several = [*getattr(parent, field)]
            several[index] = node
            node = parent.with_changes(**{field: type(getattr(parent, field))(several)})
    assert isinstance(node, cst.Module)
    return node


def _changed(before: Piece, piece: Piece) -> tuple[int, tuple[LogicalLine, ...], bool] | None:
    """How many lines of code stand above the one that changed, the lines that stand there now, and
    whether it is one for one.

    Else they follow a sibling, or a block of one, so that what is blank among them belongs to what
    follows.
    """
    old, new = before.layout.lines, piece.layout.lines
    start = common_prefix(before.text, piece.text)
    tail = common_suffix(before.text, piece.text, start)
    first = next((i for i, line in enumerate(old) if line.end > start), len(old))
    same = 0
    while (
        same < min(len(old), len(new)) - first and old[-1 - same].start >= len(before.text) - tail
    ):
        same += 1
    gone, came = old[first : len(old) - same], new[first : len(new) - same]
    if same and not any(not line.blank for line in gone):  # up to the next line of code
        more = next((i for i, line in enumerate(old[len(old) - same :]) if not line.blank), same)
        gone, came = (
            gone + old[len(old) - same :][: more + 1],
            came + new[len(new) - same :][: more + 1],
        )
    above = old[:first]
    while len(gone) + len(came) > 2 and above and above[-1].blank:
        gone, came, above = above[-1:] + gone, above[-1:] + came, above[:-1]
    code = [line for line in came if not line.blank]
    was = [line for line in gone if not line.blank]
    if len(was) != 1 or not code or came[-1].blank or gone[-1].blank:
        return None
    if any(line.broken for line in (*code, *was)):
        return None
    indents = {piece.text[line.start : line.first] for line in code}
    indents |= {before.text[line.start : line.first] for line in was}
    if len(indents) > 1 or "\f" in indents.pop() or piece.text[came[-1].end - 1] not in "\r\n":
        return None
    if len(gone) + len(came) > 2:
        beside = above[-1] if above else None
        if beside is None or beside.indent < code[0].indent or code[0].indent == 0:
            return None
        if any(line.blank and piece.text[line.first] not in "\r\n" for line in came):
            return None  # whose comment it is depends on what is around
        if any(line.blank and before.text[line.first] not in "\r\n" for line in gone):
            return None
    return sum(not line.blank for line in above), came, len(gone) + len(came) == 2


def _statements(text: str, newline: str, count: int) -> list[cst.SimpleStatementLine] | None:
    """The simple statement lines in an indented `text`; None where it has other ones."""
    head = f"class _:{newline}" if text[:1].isspace() else ""
    parsed = parse_chunk(head + text, False)
    if parsed.module is None or parsed.problems:
        return None
    body: Sequence[cst.CSTNode] = parsed.module.body
    if head and len(body) == 1 and isinstance(body[0], cst.ClassDef):
        body = body[0].body.body
    return _simple(body, count)


def _simple(body: Sequence[cst.CSTNode], count: int) -> list[cst.SimpleStatementLine] | None:
    found = [node for node in body if isinstance(node, cst.SimpleStatementLine)]
    return found if len(found) == len(body) == count else None


def statements_of_lines(module: cst.Module, in_class: bool) -> list[cst.SimpleStatementLine | None]:
    """For each logical line of code the simple statements on it, None for other lines."""
    return [_at(way) if way else None for way in _lines(module)[in_class:]]


def _at(way: _Way) -> cst.SimpleStatementLine | None:
    parent, field, index = way[-1]
    found = getattr(parent, field)
    node = found if index is None else found[index]
    return node if isinstance(node, cst.SimpleStatementLine) else None


def _lines(module: cst.Module) -> list[_Way]:
    """For each logical line of code its statement; an empty way where that is not a simple one."""
    found: list[_Way] = []
    _add_lines(module, (), found)
    return found


def _add_lines(node: cst.CSTNode, way: _Way, found: list[_Way]) -> None:
    if type(node) is cst.SimpleStatementLine:
        found.append(way)
        return
    if isinstance(node, (cst.Module, cst.IndentedBlock)):
        for index, line in enumerate(node.body):
            _add_lines(line, (*way, (node, "body", index)), found)
        return
    if isinstance(node, cst.SimpleStatementSuite):
        return
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        found += [()] * len(node.decorators)
    found.append(())  # its own header
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        part = getattr(node, field, None)
        if isinstance(part, (list, tuple)):
            for index, item in enumerate(part):
                _add_lines(item, (*way, (node, field, index)), found)
        elif part is not None:
            _add_lines(part, (*way, (node, field, None)), found)
