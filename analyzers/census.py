"""What the nodes of a fragment say by themselves: names, words, functions with decorators.

One walk over the tree answers all of it. In a fragment that shares its nodes with an earlier one
(`splice.py`) only the statements that are new are walked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property, partial

import libcst as cst

from .chunks import Piece
from .literals import string as string_value
from .tree import children, path_to, walk, walk_statements

# Nodes that hold statements: what they consist of may be kept one by one.
_STRUCTURE = (
    cst.Module, cst.BaseSuite, cst.BaseCompoundStatement, cst.Else, cst.Finally, cst.ExceptHandler,
    cst.ExceptStarHandler, cst.MatchCase,
)  # fmt: skip

# a function with decorators, and what gives its ancestors, the nearest last
Decorated = tuple[cst.FunctionDef, Callable[[], tuple[cst.CSTNode, ...]]]


_AFTER_READING, _BEFORE_DOT = frozenset("([.,"), frozenset(")]")


def plainly_reads(piece: Piece, name: str) -> bool:
    """Whether `name` is read after a dot, as far as a look at the text can say it surely.

    Most questions of that kind end here, without a walk over the tree. No line may be broken.
    """
    text, size = piece.text, len(name) + 1
    at = text.find(f".{name}")
    while at >= 0:
        before, after = text[at - 1 : at], text[at + size : at + size + 1]
        # a target ends in none of these; what begins with a dot is the module of an import
        if (
            (after in _AFTER_READING or text.startswith(":\n", at + size))
            and (before.isidentifier() or before.isdigit() or before in _BEFORE_DOT)
            and piece.layout.is_code(at)
        ):
            return True
        at = text.find(f".{name}", at + 1)
    return False


class _Part:
    """A part of a tree: the nodes in it, and those among them that say something."""

    def __init__(self, root: cst.CSTNode) -> None:
        self.root = root
        self.decorated: list[cst.FunctionDef] = []
        self.subtracted: set[str] = set()
        self._attributes: list[cst.Attribute] = []
        self._strings: list[cst.SimpleString] = []
        targets: set[int] = set()
        ids: list[int] = []
        for node in walk(root):
            ids.append(id(node))
            if isinstance(node, cst.Attribute):
                self._attributes.append(node)
            elif isinstance(node, cst.SimpleString):
                self._strings.append(node)
            elif isinstance(node, (cst.AssignTarget, cst.AnnAssign)):
                targets.add(id(node.target))
            elif isinstance(node, cst.BinaryOperation):
                if isinstance(node.right, cst.Name) and isinstance(node.operator, cst.Subtract):
                    self.subtracted.add(node.right.value)
            elif isinstance(node, cst.FunctionDef) and node.decorators:
                self.decorated.append(node)
        self._targets = targets
        self.ids = tuple(ids)

    def count(self, name: str) -> int:
        """How often `name` stands after a dot, read or assigned."""
        return sum(node.attr.value == name for node in self._attributes)

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Every name that is read after a dot."""
        read = (node for node in self._attributes if id(node) not in self._targets)
        return frozenset(node.attr.value for node in read)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the strings."""
        found: set[str] = set()
        for string in self._strings:
            if (value := string_value(string)) is not None:
                found.update(value.replace(".", " ").split())
        return frozenset(found)


class Census:
    """What the nodes below `module` say; with `known`, that of a tree that shares nodes with it, all but those in
    the `fresh` lines."""

    def __init__(
        self,
        module: cst.Module,
        known: Census | None = None,
        fresh: tuple[cst.SimpleStatementLine, ...] = (),
    ) -> None:
        self._module = module
        self.fresh = fresh
        # the last one that was taken; else each would hold the one before it
        self._known: Census | None = (
            known if known is None or "_parts" in known.__dict__ else known._known
        )
        # one that was edited will be edited again: its statements are looked at one by one
        self._one_by_one = known is not None
        self._structure: list[cst.CSTNode] = []

    @cached_property
    def imports(self) -> tuple[cst.Import | cst.ImportFrom, ...]:
        """The imports, wherever they stand."""
        found = walk_statements(self._module)
        return tuple(node for node in found if isinstance(node, (cst.Import, cst.ImportFrom)))

    @cached_property
    def _fresh_parts(self) -> tuple[_Part, ...]:
        return tuple(_Part(line) for line in self.fresh)

    def is_fresh(self, node: cst.CSTNode) -> bool:
        """Whether the node stands in a line that was read anew."""
        return any(id(node) in part.ids for part in self._fresh_parts)

    @property
    def known_ids(self) -> frozenset[int]:
        """The identities of the nodes, if they were asked for before."""
        known: frozenset[int] = self.__dict__.get("node_ids", frozenset())
        return known

    def knows(self, node: cst.CSTNode) -> bool:
        """Whether the node is one of its nodes, as far as that was found out already."""
        return id(node) in self.known_ids or self.is_fresh(node)

    def owner(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """In which simple statement or expression of a header the node stands."""
        if "owners" not in self.__dict__:
            for part in self._fresh_parts:
                if id(node) in part.ids:
                    return part.root
        return self.owners.get(id(node))

    @cached_property
    def _parts(self) -> list[_Part]:
        known, self._known = self._known, None
        if not self._one_by_one:
            return [_Part(self._module)]
        before = {id(part.root): part for part in known._parts} if known is not None else {}
        before |= {id(part.root): part for part in self._fresh_parts}
        return [before.get(id(root)) or _Part(root) for root in self._roots()]

    def _roots(self) -> list[cst.CSTNode]:
        """The simple statements and the expressions in headers, in the order of the text."""
        found: list[cst.CSTNode] = []
        pending: list[cst.CSTNode] = [self._module]
        while pending:
            node = pending.pop()
            if isinstance(node, _STRUCTURE):
                self._structure.append(node)
                pending += reversed(children(node))
            else:
                found.append(node)
        return found

    def reads(self, name: str) -> bool:
        """Whether `name` is read after a dot."""
        return name in self._attributes

    def says(self, name: str) -> bool:
        """Whether `name` is a word of a string."""
        return name in self._words

    def naming(self, name: str, times: int) -> tuple[cst.CSTNode, ...]:
        """Parts of the tree that together have `name` wherever it stands after a dot; the text says it
        so many times in all."""
        fresh = {part.root: part.count(name) for part in self._fresh_parts}
        if sum(fresh.values()) == times:
            return tuple(root for root, count in fresh.items() if count)
        return (self._module,)

    @cached_property
    def _attributes(self) -> frozenset[str]:
        return frozenset().union(*(part.attributes for part in self._parts))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset().union(*(part.words for part in self._parts))

    @cached_property
    def decorated(self) -> tuple[Decorated, ...]:
        """The functions with decorators."""
        found = [node for part in self._parts for node in part.decorated]
        found += [n for n in self._structure if isinstance(n, cst.FunctionDef) and n.decorators]
        # found out once, for as long as the piece keeps its text
        return tuple((node, cache(partial(path_to, self._module, node))) for node in found)

    @cached_property
    def subtracted(self) -> frozenset[str]:
        """The names whose values are taken away from something."""
        return frozenset().union(*(part.subtracted for part in self._parts))

    @cached_property
    def owners(self) -> dict[int, cst.CSTNode]:
        """The nodes by identity: in which simple statement or expression of a header they stand."""
        found: dict[int, cst.CSTNode] = {}
        for part in self._parts:
            found.update(dict.fromkeys(part.ids, part.root))
        return found

    @cached_property
    def node_ids(self) -> frozenset[int]:
        """The identities of the nodes."""
        parts = [part.ids for part in self._parts]  # before the structure, which it finds
        return frozenset(id(node) for node in self._structure).union(*parts)
