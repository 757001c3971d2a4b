"""Walking libcst trees, and small questions about a node.

libcst's own visitor visits every space, which costs more than the parse; a walk here skips white space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

import libcst as cst

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


def is_name(node: cst.CSTNode | None, name: str) -> bool:
    """Whether `node` is the bare name `name`."""
    return isinstance(node, cst.Name) and node.value == name


def keyword_value(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """What a call is given for the keyword argument `name`; None when it is not written."""
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == name:
            return argument.value
    return None


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
