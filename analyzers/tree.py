"""Walking libcst trees and finding out where a node stands.

libcst's own visitor visits every space and its position provider measures every node; both cost
more than the parse. A walk here skips white space, and places are measured for a chunk only when
something in it is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

import libcst as cst

# Private to libcst, and what its position provider is built on: covered by tests/test_tree.py.
from libcst._nodes.internal import CodegenState

from .finding import Span

_LAYOUT_NODES = (
    cst.BaseParenthesizableWhitespace,
    cst.EmptyLine,
    cst.TrailingWhitespace,
    cst.Comma,
)


_PUNCTUATION = frozenset(
    {
        "lpar", "rpar", "lbracket", "rbracket", "header", "footer", "semicolon", "equal",
    }
)  # fmt: skip


_TEXT = (str, bool)
# asked for so often that looking them up in libcst counts, and isinstance: nothing inherits from them
_NAME, _ATTRIBUTE, _LINE = cst.Name, cst.Attribute, cst.SimpleStatementLine


class _Values(dict[type, Callable[[cst.CSTNode], tuple[Any, ...]]]):
    """By type of node: reads the fields that can hold nodes worth a visit, none for white space."""

    def __missing__(self, kind: type[cst.CSTNode]) -> Callable[[cst.CSTNode], tuple[Any, ...]]:
        skipped = ("whitespace", "leading_lines", "lines_after", "__")
        names = [
            name
            for name, field in kind.__dataclass_fields__.items()
            if not name.startswith(skipped) and name not in _PUNCTUATION and field.type not in _TEXT
        ]
        # reading several at once is one call
        several = attrgetter(*names) if len(names) > 1 else None
        self[kind] = several or (lambda node: tuple(getattr(node, name) for name in names))
        return self[kind]


class _Kinds(dict[type, Literal["node", "several", "other"]]):
    """By type of a field's value: what it is. libcst's types are abstract, which is slow to ask."""

    def __missing__(self, kind: type) -> Literal["node", "several", "other"]:
        if issubclass(kind, cst.CSTNode):
            self[kind] = "other" if issubclass(kind, _LAYOUT_NODES) else "node"
        else:
            self[kind] = "several" if issubclass(kind, (list, tuple)) else "other"
        return self[kind]


_VALUES = _Values()
_KINDS = _Kinds()


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The node's children in the order of its fields, without white space and punctuation."""
    found: list[cst.CSTNode] = []
    for value in _VALUES[type(node)](node):
        kind = _KINDS[type(value)]
        if kind == "node":
            found.append(value)
        elif kind == "several":
            found += [item for item in value if _KINDS[type(item)] == "node"]
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node and everything below it, parents first. Does not recurse."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack += children(node)[::-1]


# The fields in which statements hold other statements.
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def walk_statements(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node, and below it the statements with their suites and clauses; no expressions."""
    stack: list[Any] = [node]
    while stack:
        node = stack.pop()
        yield node
        for name in _BODIES:
            below = getattr(node, name, ())
            stack += below if isinstance(below, (list, tuple)) else (below,) if below else ()


def walk_with_parent(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]]:
    """As `walk`, with each node's ancestors, the nearest last."""
    stack: list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]] = [(node, ())]
    while stack:
        node, above = stack.pop()
        yield node, above
        if found := children(node):
            inside = (*above, node)
            stack += [(child, inside) for child in reversed(found)]


def walk_pairs(root: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """The nodes below a node in the order of the text, each with the node that it is a part of."""
    stack = [(child, root) for child in reversed(children(root))]
    while stack:
        node, parent = stack.pop()
        yield node, parent
        if found := children(node):
            stack += [(child, node) for child in reversed(found)]


@lru_cache(
    maxsize=32
)  # rules ask one after the other, and after each key; nodes are equal by identity
def names_in(
    root: cst.CSTNode,
) -> Mapping[str, Sequence[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]]]:
    """The names below a function or a piece, and the attributes by what stands behind the dot, as `walk_with_parent`
    gives them."""
    found: dict[str, list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]]] = {}
    for node, above in walk_with_parent(root):
        if type(node) is _NAME:
            found.setdefault(node.value, []).append((node, above))
        elif type(node) is _ATTRIBUTE:
            found.setdefault(node.attr.value, []).append((node, above))
    return found


def path_to(root: cst.CSTNode, searched: cst.CSTNode) -> tuple[cst.CSTNode, ...]:
    """The ancestors of a node below `root`, the nearest last; empty when it is not there."""
    return next((above for node, above in walk_with_parent(root) if node is searched), ())


def dotted_name(node: cst.CSTNode | None) -> str | None:
    """`a.b.c` for a name or an attribute of a dotted name, else None."""
    if type(node) is _NAME:
        return node.value
    after = ""
    while type(node) is _ATTRIBUTE:
        after = f".{node.attr.value}{after}"
        node = node.value
    return node.value + after if type(node) is _NAME else None


def word_of(node: cst.CSTNode) -> str:
    """A word that stands in the text of a node; empty where that takes a longer look."""
    while not isinstance(node, cst.Name):
        if isinstance(node, cst.Attribute):
            node = node.attr
        elif isinstance(node, cst.Call):
            node = node.func
        elif isinstance(node, cst.FunctionDef):
            node = node.name
        else:
            return ""
    return node.value


_TARGETS = (cst.AssignTarget, cst.AnnAssign, cst.NamedExpr, cst.For, cst.CompFor)


@lru_cache(maxsize=64)  # of the same function after each key; nodes are equal by identity
def free_names(node: cst.Lambda | cst.FunctionDef) -> tuple[str, ...]:
    """The names that a function reads and does not bind itself, in the order of the text."""
    read: list[str] = []
    bound: set[str] = set()
    for child, parent in walk_pairs(node):
        if type(child) is not _NAME:
            continue
        named = isinstance(parent, (cst.Param, cst.FunctionDef)) and parent.name is child
        if named or (isinstance(parent, _TARGETS) and parent.target is child):
            bound.add(child.value)
        elif not (
            (isinstance(parent, cst.Attribute) and parent.attr is child)
            or (isinstance(parent, cst.Arg) and parent.keyword is child)
        ):
            read.append(child.value)
    return tuple(dict.fromkeys(name for name in read if name not in bound))


def statements(body: cst.BaseSuite) -> tuple[cst.BaseStatement | cst.BaseSmallStatement, ...]:
    """The statements of a suite, those that share a line one by one."""
    if isinstance(body, cst.SimpleStatementSuite):
        return tuple(body.body)
    flat: list[cst.BaseStatement | cst.BaseSmallStatement] = []
    if isinstance(body, cst.IndentedBlock):
        for statement in body.body:
            if type(statement) is _LINE:
                flat.extend(statement.body)
            else:
                flat.append(statement)
    return tuple(flat)


class Places:
    """Offsets, in characters, of every node of one chunk.

    `offset` is where the chunk starts in the text; it may be set anew when the chunk moves.
    `span` is the node without its own parentheses, `outer` the node with them. Measuring costs
    about as much as writing the chunk out again, so it happens at the first question.
    """

    def __init__(self, module: cst.Module, offset: int) -> None:
        self._module = module
        self.offset = offset
        self._state: MeasuringState | None = None

    def _measured(self, node: cst.CSTNode) -> tuple[MeasuringState, int]:
        """What was measured with `node` in it, and where that starts in the chunk."""
        if self._state is None:
            module = self._module
            self._state = MeasuringState(module.default_indent, module.default_newline)
            module._codegen(self._state)
        return self._state, 0

    def span(self, node: cst.CSTNode) -> Span:
        """Where `node` stands in the text, without the parentheses around it."""
        state, start = self._measured(node)
        place = state.inner.get(id(node)) or state.outer[id(node)]
        return Span(*place).moved(self.offset + start)

    def outer(self, node: cst.CSTNode) -> Span:
        """Where `node` stands in the text, with the parentheses around it."""
        state, start = self._measured(node)
        return Span(*state.outer[id(node)]).moved(self.offset + start)


class MeasuringState(CodegenState):
    """Counts characters instead of keeping them."""

    def __init__(self, default_indent: str, default_newline: str) -> None:
        super().__init__(default_indent, default_newline)
        self.at = 0
        self.outer: dict[int, tuple[int, int]] = {}
        self.inner: dict[int, tuple[int, int]] = {}
        self._starts: list[int] = []

    def add_indent_tokens(self) -> None:
        self.at += sum(map(len, self.indent_tokens))

    def add_token(self, value: str) -> None:
        self.at += len(value)

    def pop_trailing_newline(self) -> None:
        pass

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._starts.append(self.at)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.outer[id(node)] = (self._starts.pop(), self.at)

    def record_syntactic_position(  # type: ignore[override]  # a generator takes thrice as long
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> _Recording:
        return _Recording(self, node, start_node, end_node)

    def place(self, node: cst.CSTNode) -> tuple[int, int]:
        return self.inner.get(id(node)) or self.outer.get(id(node)) or (self.at, self.at)


class _Recording:
    """Notes where a node begins and ends that is written meanwhile."""

    __slots__ = ("_end_node", "_node", "_start", "_start_node", "_state")

    def __init__(
        self,
        state: MeasuringState,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self._state, self._node, self._start = state, node, state.at
        self._start_node, self._end_node = start_node, end_node

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        state = self._state
        # a statement owns lines and spaces around it; its first and last nodes know better
        begin = self._start if self._start_node is None else state.place(self._start_node)[0]
        end = state.at if self._end_node is None else state.place(self._end_node)[1]
        state.inner[id(self._node)] = (begin, end)
