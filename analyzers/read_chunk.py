"""Reads statements piece by piece: a class is put together from its head and its members.

Each piece is parsed alone, in a stand-in for the class around it, so that an edit costs one
member, the others keep their nodes, and a mistake in one hides none of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from .chunks import Chunk, Piece
from .finding import Span, SyntaxProblem
from .fragments import Fragment
from .nodes import with_fields
from .splice import spliced
from .statements import Parsed, parse_chunk
from .tree import word_of

_STAND_IN = "class _:\n"


@dataclass(frozen=True, slots=True)
class _Problem:
    """What could not be read, from the start of its piece."""

    piece: Piece
    span: Span
    message: str


class ReadChunk:
    """A statement as read: its `module`, None when nothing of it could be read; its fragments.

    The module of a class of several pieces is put together: it shares the nodes of the members, and
    the class, its body and the module itself are nodes of no fragment.
    """

    def __init__(
        self, module: cst.Module | None, fragments: list[Fragment], problems: list[_Problem]
    ) -> None:
        self.module = module
        self.fragments = fragments
        self._problems = problems
        # those of which a line was read anew: what is asked about stands mostly there
        self._typed = [fragment for fragment in fragments if fragment.census.fresh]
        # what fragments of other statements must not have
        self.roots = frozenset(id(fragment.root) for fragment in fragments)

    @classmethod
    def of(cls, chunk: Chunk) -> ReadChunk:
        """The chunk as read; the same each time."""
        known = cls.known(chunk)
        if known is None:
            known = _in_members(chunk) if len(chunk.pieces) > 1 else None
            known = chunk.kept["read"] = known or _as_a_whole(chunk)
        return known

    @classmethod
    def known(cls, chunk: Chunk) -> ReadChunk | None:
        """The chunk if it was read before."""
        known = chunk.kept.get("read")
        return known if isinstance(known, cls) else None

    @property
    def broken(self) -> bool:
        """Whether something of it could not be read."""
        return bool(self._problems)

    def problems(self) -> Iterator[SyntaxProblem]:
        """What could not be read, placed in the whole text."""
        for found in self._problems:
            start = found.piece.start
            place = Span(start + found.span.start, start + found.span.end)
            yield SyntaxProblem(place, found.message)

    def fragment_of(self, node: cst.CSTNode) -> Fragment | None:
        """The fragment in which the node stands, but for what was put together."""
        at, word = id(node), word_of(node)
        for fragment in self.fragments:  # those whose nodes were asked for before
            if at in fragment.census.known_ids:
                return fragment
        found = (fragment for fragment in self._typed if fragment.census.is_fresh(node))
        every = (f for f in self.fragments if word in f.text and at in f.census.node_ids)
        return next(found, None) or next(every, None)

    @property
    def assembled(self) -> cst.ClassDef | None:
        """The class that was put together; None for a statement that was read as a whole."""
        if len(self.fragments) < 2 or self.module is None:
            return None
        (node,) = self.module.body
        return node if isinstance(node, cst.ClassDef) else None

    def with_own_nodes(self, taken: set[int]) -> ReadChunk:
        """The same, with new nodes in the place of those of the modules that are `taken`."""
        for fragment in self.fragments:
            if id(fragment.root) in taken:
                own = Fragment(fragment.piece, fragment.head, fragment.module.deep_clone())
                own.text = fragment.text
                fragment.piece.kept["fragment"] = own
        chunk = self.fragments[0].piece.chunk
        assert chunk is not None
        if self.assembled is not None:
            own_nodes = _in_members(chunk)
            assert own_nodes is not None
        else:
            (fragment,) = self.fragments
            kept = fragment.piece.kept["fragment"]
            assert isinstance(kept, Fragment)
            own_nodes = ReadChunk(kept.module, [kept], self._problems)
        chunk.kept["read"] = own_nodes
        return own_nodes


def _as_a_whole(chunk: Chunk) -> ReadChunk:
    piece = chunk.pieces[0]
    if len(chunk.pieces) == 1:
        parsed = _parsed(piece, "")
    else:
        parsed = parse_chunk(chunk.text, any(piece.broken for piece in chunk.pieces))
    problems = [_Problem(piece, span, parsed.message) for span in parsed.problems]
    if parsed.module is None:
        return ReadChunk(None, [], problems)
    fragment = piece.kept.get("fragment")
    if len(chunk.pieces) > 1 or not isinstance(fragment, Fragment) or fragment.head:
        fragment = Fragment(piece, "", parsed.module)
        fragment.text = chunk.text
        if len(chunk.pieces) == 1:
            piece.kept["fragment"] = fragment
    return ReadChunk(fragment.module, [fragment], problems)


def _in_members(chunk: Chunk) -> ReadChunk | None:
    """The class put together; None when one of its pieces is not what it seems to be."""
    head, *members = chunk.pieces
    indentation = re.match(r"[ \t\f]*", members[0].text)
    stand_in = f"{indentation.group() if indentation else ' '}pass\n"
    parsed = parse_chunk(head.text + stand_in, head.broken)
    if parsed.module is None or parsed.problems or len(parsed.module.body) != 1:
        return None
    if head.kept.get("stand-in") != stand_in:  # the members were indented otherwise before
        head.kept.pop("fragment", None)
        head.kept["stand-in"] = stand_in
    taken = set[int]()
    first = _fragment(head, "", parsed.module, taken)
    node = first.module.body[0]
    if not isinstance(node, cst.ClassDef) or not isinstance(node.body, cst.IndentedBlock):
        return None
    fragments, problems = [first], list[_Problem]()
    body: list[cst.BaseStatement] = []
    for member in members:
        known = member.kept.get("member")
        if isinstance(known, _Member) and known.is_free(taken):
            taken.add(id(known.fragment.root))
            fragments.append(known.fragment)
            body += known.body
            continue
        parsed = _parsed(member, _STAND_IN)
        start = len(_STAND_IN)
        if parsed.problems and parsed.problems[0].start < start and parsed.module is not None:
            return None
        for span in parsed.problems:
            place = Span(max(span.start - start, 0), span.end - start)
            problems.append(_Problem(member, place, parsed.message))
        if parsed.module is None:
            continue
        fragment = _fragment(member, _STAND_IN, parsed.module, taken)
        around = fragment.module.body[0]
        if len(fragment.module.body) != 1 or not isinstance(around, cst.ClassDef):
            return None
        if not isinstance(around.body, cst.IndentedBlock):
            return None
        body += around.body.body
        fragments.append(fragment)
        if not parsed.problems:
            member.kept["member"] = _Member(fragment, around.body.body)
    if body:
        node = with_fields(node, body=with_fields(node.body, body=body))
    return ReadChunk(with_fields(first.module, body=[node]), fragments, problems)


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a class that was read in full: what it is, and the nodes it gives to the class."""

    fragment: Fragment
    body: Sequence[cst.BaseStatement]

    def is_free(self, taken: set[int]) -> bool:
        """Whether it is still what its piece was read as, and no other member has its nodes."""
        fragment = self.fragment
        return fragment.piece.kept["fragment"] is fragment and id(fragment.root) not in taken


def _parsed(piece: Piece, head: str) -> Parsed:
    """The piece, behind `head`, read once for as long as its text stays."""
    known = piece.kept.get(f"parsed {head}")
    if not isinstance(known, Parsed):
        known = _spliced(piece, head) or parse_chunk(head + piece.text, piece.broken)
        piece.kept[f"parsed {head}"] = known
        piece.before = None
    return known


def _spliced(piece: Piece, head: str) -> Parsed | None:
    """The piece as it was before, with one line read anew, if that is all that changed."""
    known = piece.before.kept.get("fragment") if piece.before is not None else None
    if not isinstance(known, Fragment) or known.head != head or piece.before is None:
        return None
    read = piece.before.kept.get(f"parsed {head}")
    if not isinstance(read, Parsed) or read.problems:
        return None
    found = spliced(known.module, piece.before, piece, bool(head))
    if found is None:
        return None
    piece.kept["fragment"] = Fragment(piece, head, found[0], known, found[1])
    return Parsed(found[0])


def _fragment(piece: Piece, head: str, module: cst.Module, taken: set[int]) -> Fragment:
    """The piece as read, with nodes of its own where two members of a class have the same text."""
    known = piece.kept.get("fragment")
    if not isinstance(known, Fragment) or known.head != head:
        known = Fragment(piece, head, module)
    if id(known.root) in taken:
        known = Fragment(piece, head, module.deep_clone())
    piece.kept["fragment"] = known
    taken.add(id(known.root))
    return known
