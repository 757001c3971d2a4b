"""Reads one changed line of a statement and puts it into the tree that is known of the rest.

Most edits change one simple statement. Parsing it costs a fraction of parsing the method around it,
and all other nodes stay the same objects, so that what was found out about them stays too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

import libcst as cst

from .chunks import Piece, common_prefix, common_suffix
from .layout import LogicalLine, opens_block
from .nodes import with_fields

_BREAK = re.compile(r"[\r\n]")
_TRY = re.compile(r"try\b")
# Under this name a piece keeps a line of it that was read by itself: its text and its module.
READ_ALONE = "read alone"
_Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
# The way to a node: from each node above it, the field and, where it is one of several, which.
_Way = tuple[tuple[cst.CSTNode, str, int | None], ...]


def spliced(
    module: cst.Module, before: Piece, piece: Piece, in_class: bool
) -> tuple[cst.Module, tuple[cst.SimpleStatementLine, ...]] | None:
    """The module of `piece`, made of that of the piece `before`, and the lines of it that were read anew;
    None where more has changed.

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
    assert index is not None
    old = getattr(parent, field)[index]
    # the line that was there, where it stays as it was below others that were put in above it
    was = [line for line in before.layout.lines if not line.blank][number]
    stays = (
        len(lines) > 1
        and not lines[-2].blank
        and before.text[was.start : was.end] == piece.text[lines[-1].start : lines[-1].end]
    )
    fresh = [*lines[:-1]] if stays else [*lines]
    text = piece.text[fresh[0].start : fresh[-1].end]
    known = piece.kept.pop(READ_ALONE, None)  # only once: a node stands in one place
    if (
        isinstance(known, tuple)
        and (stays or isinstance(old, cst.SimpleStatementLine))
        and known[0] == text.lstrip(" \t")
        and module.default_newline == "\n"
        and not _BREAK.search(text, 0, len(text) - 1)  # whose indentation depends on the block
    ):
        new = [*known[1].body]
    else:
        new = _statements(text, module.default_newline)
    if len(new) != sum(not line.blank for line in fresh):
        return None
    if stays:
        if not all(isinstance(n, cst.SimpleStatementLine) for n in new):
            return None
        new.append(with_fields(old, leading_lines=()))
    elif not isinstance(old, cst.SimpleStatementLine):
        new[-1:] = _with_rest(new[-1], old)
    if not new or not all(isinstance(n, cst.SimpleStatementLine) or n is new[-1] for n in new):
        return None
    if isinstance(old, cst.SimpleStatementLine) != isinstance(new[-1], cst.SimpleStatementLine):
        return None
    if alone:  # what stands above it stays above it
        new[0] = with_fields(new[0], leading_lines=old.leading_lines)
    body = [*getattr(parent, field)]
    body[index : index + 1] = new
    node: cst.CSTNode = with_fields(parent, **{field: type(getattr(parent, field))(body)})
    for parent, field, index in reversed(way[:-1]):
        if index is None:
            node = with_fields(parent, **{field: node})
        else:
            several = [*getattr(parent, field)]
            several[index] = node
            node = with_fields(parent, **{field: type(getattr(parent, field))(several)})
    assert isinstance(node, cst.Module)
    return node, tuple(n for n in new if isinstance(n, cst.SimpleStatementLine))


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
    same, grown = 0, len(piece.text) - len(before.text)
    while (
        same < min(len(old), len(new)) - first
        and old[-1 - same].start >= len(before.text) - tail
        # a quote that was put in above it makes another line of it
        and old[-1 - same].start + grown == new[-1 - same].start
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


def _statements(text: str, newline: str) -> list[_Statement]:
    """The statements in an indented `text`, the last one with a body that says nothing where it is a
    header; none where it cannot be read by itself."""
    head = f"class _:{newline}" if text[:1].isspace() else ""
    line = text.rstrip().rpartition("\n")[2].rpartition("\r")[2]
    indentation = line[: len(line) - len(line.lstrip())]
    body = f"{indentation} pass{newline}" if opens_block(text.rstrip()) else ""
    if body and _TRY.match(line.strip()):
        body += f"{indentation}finally:{newline}{indentation} pass{newline}"
    if not head and (not text.endswith(newline) or "\r" in text.removesuffix(newline)):
        return []  # libcst would take this break for the usual one
    try:
        found: Sequence[_Statement] = cst.parse_module(head + text + body).body
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return []
    if head and len(found) == 1 and isinstance(found[0], cst.ClassDef):
        found = cast(Sequence[_Statement], found[0].body.body)
    return [*found]


def _with_rest(new: _Statement, old: _Statement) -> list[_Statement]:
    """The compound statement `old` with the header of `new`; nothing where they do not fit."""
    body, rest = getattr(new, "body", None), getattr(old, "body", None)
    if (
        type(new) is not type(old)
        or not isinstance(body, cst.IndentedBlock)
        or not isinstance(rest, cst.IndentedBlock)
    ):
        return []
    kept = {
        name: getattr(old, name)
        for name in ("handlers", "orelse", "finalbody")
        if hasattr(old, name)
    }
    return [with_fields(new, body=with_fields(rest, header=body.header), **kept)]


def statements_of_lines(module: cst.Module, in_class: bool) -> list[cst.SimpleStatementLine | None]:
    """For each logical line of code the simple statements on it, None for other lines."""
    return [_at(way) if way else None for way in _lines(module)[in_class:]]


def _at(way: _Way) -> cst.SimpleStatementLine | None:
    parent, field, index = way[-1]
    found = getattr(parent, field)
    node = found if index is None else found[index]
    return node if isinstance(node, cst.SimpleStatementLine) else None


def _lines(module: cst.Module) -> list[_Way]:
    """For each logical line of code its statement, if the line is all of it or its header; an empty
    way for other lines."""
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
    decorators = node.decorators if isinstance(node, (cst.FunctionDef, cst.ClassDef)) else ()
    found += [()] * len(decorators)
    # its own header; a clause stands in no list of statements
    found.append(
        way if not decorators and way and way[-1][1] == "body" and way[-1][2] is not None else ()
    )
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        part = getattr(node, field, None)
        if isinstance(part, (list, tuple)):
            for index, item in enumerate(part):
                _add_lines(item, (*way, (node, field, index)), found)
        elif part is not None:
            _add_lines(part, (*way, (node, field, None)), found)
