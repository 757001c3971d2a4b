"""A top-level statement as rules and readings see it, and the classes in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar, cast

import libcst as cst

from .census import Decorated, plainly_reads
from .chunks import Chunk, Piece
from .fragment_places import FragmentPlaces
from .fragments import Fragment
from .names import Meaning
from .read_chunk import ReadChunk
from .tree import statements

_T = TypeVar("_T")
# what was found out by name (readings and scripts among it), each with what it depended on
Memory = dict[str, tuple[object, object]]


def remembered(memory: Memory, name: str, on: object, make: Callable[[], _T]) -> _T:
    """What `make` gives, or what it gave before if that was made `on` the same."""
    known = memory.get(name)
    if known is None or known[0] != on:
        known = memory[name] = (on, make())
    return cast(_T, known[1])


@dataclass(eq=False, slots=True)
class ClassDefinition:
    """A class statement. `local` classes stand in a function and cannot be built from outside."""

    name: str
    qualified_name: str
    node: cst.ClassDef
    statement: Statement
    local: bool
    # the answer of FileModel._makes_something with the meanings of names it holds for
    makes_something: tuple[object, bool] | None = None
    _methods: dict[str, cst.FunctionDef] | None = None

    def methods(self) -> dict[str, cst.FunctionDef]:
        """The functions in the class body by name; of several with one name, the last."""
        if self._methods is None:
            self._methods = {
                node.name.value: node
                for node in statements(self.node.body)
                if isinstance(node, cst.FunctionDef)
            }
        return self._methods

    def methods_with(self, word: str) -> dict[str, cst.FunctionDef]:
        """Those of the methods in whose text the word may stand."""
        part_of = self.statement.part_of
        return {n: method for n, method in self.methods().items() if word in part_of(method).text}


class Statement:
    """A top-level statement that could be read, at least in part.

    It lives as long as its text: what is found out about it is kept for the next analysis.
    """

    def __init__(self, chunk: Chunk, read: ReadChunk, module: cst.Module) -> None:
        self.chunk = chunk
        self.module = module
        self.places = FragmentPlaces(read)
        self._read = read
        # readings of its classes and scripts of its functions, with what they depended on
        self.kept: Memory = {}

    @classmethod
    def of(cls, chunk: Chunk, taken: set[int]) -> Statement | None:
        """The statement of a chunk, the same one each time; None when it could not be read.

        Pieces of the same text share what was parsed: in the place of modules that are `taken` it
        gets nodes of its own. Its own are added.
        """
        read = ReadChunk.of(chunk)
        if read.module is None:
            return None
        if not taken.isdisjoint(read.roots):
            read = read.with_own_nodes(taken)
        taken |= read.roots
        kept = chunk.kept.get("statement")
        if not isinstance(kept, cls) or kept._read is not read:
            assert read.module is not None
            kept = chunk.kept["statement"] = cls(chunk, read, read.module)
        return kept

    @classmethod
    def known(cls, chunk: Chunk) -> Statement | None:
        """The statement of a chunk that was read."""
        kept = chunk.kept.get("statement")
        return kept if isinstance(kept, cls) else None

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """What it says about names."""
        return tuple(m for fragment in self._read.fragments for m in fragment.meanings)

    def mentions(self, name: str) -> bool:
        """Whether `name` is read after a dot in it, or is a word of a string."""
        memory, key = self._read.fragments[0].memory, f"mentions {name}"
        known = memory.get(key)
        if known is not None and known[1] in self._read.fragments:
            return True
        found = self._mentioning(name)
        if found is not None:
            memory[key] = (name, found)
        return found is not None

    def _mentioning(self, name: str) -> Fragment | None:
        """The first part that does, the plain ones first."""
        fragments = [f for f in self._read.fragments if name in f.text or "\\" in f.text]
        plain = (f for f in fragments if not self._read.broken and plainly_reads(f.piece, name))
        reading = (f for f in fragments if f.census.reads(name))
        saying = (f for f in fragments if f.census.says(name))
        return next(chain(plain, reading, saying), None)

    @cached_property
    def subtracted(self) -> frozenset[str]:
        """The names that stand in it as `... - name`."""
        return frozenset().union(*(found.census.subtracted for found in self._read.fragments))

    @cached_property
    def decorated(self) -> tuple[Decorated, ...]:
        """The functions with decorators in it."""
        fragments = (fragment for fragment in self._read.fragments if "@" in fragment.text)
        return tuple(found for fragment in fragments for found in fragment.census.decorated)

    def holds(self, node: cst.CSTNode) -> bool:
        """Whether `node` is one of its nodes."""
        whole = self._read.assembled
        if whole is not None and (node is whole or node is whole.body or node is self.module):
            return True
        return self._read.fragment_of(node) is not None

    def naming(self, node: cst.ClassDef, word: str) -> Iterator[cst.CSTNode]:
        """The parts of a class of it in which `word` stands after a dot, with what that is a part of."""
        if node is not self._read.assembled:
            yield node
            return
        for fragment in self._read.fragments:
            if times := fragment.piece.text.count(word):
                yield from fragment.census.naming(word, times)

    @cached_property
    def _members(self) -> dict[int, Fragment]:
        """The fragments of the members of a class that was put together, by their statements."""
        if self._read.assembled is None:
            return {}
        return {
            id(node): fragment
            for fragment in self._read.fragments[1:]
            for body in fragment.module.body
            if isinstance(body, cst.ClassDef)
            for node in body.body.body
        }

    def part_of(self, node: cst.CSTNode) -> Chunk | Piece:
        """Where the text of a method stands: its member, or the whole statement."""
        member = self._members.get(id(node))
        return member.piece if member is not None else self.chunk

    def memory_of(self, node: cst.CSTNode) -> Memory:
        """What may be kept as long as the text of a method; for others that of the class's head."""
        if self._read.assembled is None:
            return self.kept
        return self._members.get(id(node), self._read.fragments[0]).memory

    def found_in(self, node: cst.CSTNode, name: str, on: Hashable, find: Callable[[], _T]) -> _T:
        """What `find` finds out about a method or the head of a class from what it is `on`, nodes among it; the
        same as before where that is."""
        return remembered(self.memory_of(node), name, on, find)

    @cached_property
    def classes(self) -> tuple[ClassDefinition, ...]:
        """The classes in it, outer ones first."""
        whole = self._read.assembled
        found: list[ClassDefinition] = []
        prefix, fragments = "", self._read.fragments
        if whole is not None:
            name, fragments = whole.name.value, fragments[1:]
            prefix = f"{name}."
            found.append(ClassDefinition(name, name, whole, self, False))
        for fragment in fragments:
            for node, before, local in fragment.definitions:
                name = node.name.value
                found.append(ClassDefinition(name, prefix + before + name, node, self, local))
        return tuple(found)
