"""Fragments: pieces of a text as libcst reads them, and what each one says by itself."""

from __future__ import annotations

import re
from functools import cached_property

import libcst as cst

from .census import Census
from .chunks import Piece
from .line_places import LinePlaces
from .names import Meaning, meanings
from .places import Places
from .tree import children

# where a class may begin: it shares its line with nothing before it
_CLASS = re.compile(r"(?:^|[\r\n])[ \t\f]*class\b")
# Compound statements and their clauses: what a definition can stand in besides another one.
_BLOCKS = (cst.BaseCompoundStatement, cst.Else, cst.Finally, cst.ExceptHandler, cst.MatchCase)


class Fragment:
    """A piece as libcst reads it; `head` is what was put before its text to be read."""

    def __init__(
        self,
        piece: Piece,
        head: str,
        module: cst.Module,
        known: Fragment | None = None,
        fresh: tuple[cst.SimpleStatementLine, ...] = (),
    ) -> None:
        self.piece = piece
        self.head = head
        self.module = module
        # what was read behind the head
        self.text = piece.text
        # fragments of one root may share nodes: see splice.py
        self.root: cst.Module = module if known is None else known.root
        self.census: Census = Census(module, None if known is None else known.census, fresh)
        self._places: Places = (
            Places(module, 0)
            if known is None
            else LinePlaces(module, piece, head, self.census, known._places)
        )
        # as statement.Memory
        self.memory: dict[str, tuple[object, object]] = {}

    @property
    def places(self) -> Places:
        """Where its nodes are."""
        self._places.offset = self.piece.start - len(self.head)
        return self._places

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """What it says about names."""
        imports = self.census.imports if "import" in self.text else ()
        return meanings(imports, () if self.head else self.module.body)

    @cached_property
    def definitions(self) -> tuple[tuple[cst.ClassDef, str, bool], ...]:
        """The classes in its statements, outer ones first: each with what its dotted name starts
        with, and whether it stands in a function."""
        found: list[tuple[cst.ClassDef, str, bool]] = []
        if _CLASS.search(self.text) is None:
            return ()
        start: cst.CSTNode = self.module
        if self.head and isinstance(self.module.body[0], cst.ClassDef):
            start = self.module.body[0].body
        pending: list[tuple[cst.CSTNode, str, bool]] = [(start, "", False)]
        while pending:
            node, prefix, local = pending.pop(0)
            for child in walk_definitions(node):
                name = child.name.value
                if isinstance(child, cst.ClassDef):
                    found.append((child, prefix, local))
                    pending.append((child.body, f"{prefix}{name}.", local))
                else:
                    pending.append((child.body, f"{prefix}{name}.", True))
        return tuple(found)


def walk_definitions(node: cst.CSTNode) -> list[cst.ClassDef | cst.FunctionDef]:
    """The classes and functions below `node` in the order of the text, not those inside them."""
    found: list[cst.ClassDef | cst.FunctionDef] = []
    pending = [node]
    while pending:
        for child in children(pending.pop(0)):
            if isinstance(child, (cst.ClassDef, cst.FunctionDef)):
                found.append(child)
            elif isinstance(child, (cst.BaseSuite, *_BLOCKS)):
                pending.append(child)
    return found
