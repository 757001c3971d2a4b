"""Pieces that fixes are made of."""

from __future__ import annotations

import libcst as cst

from .file_model import FileModel, Statement
from .finding import Edit, Fix, Span, Text

# Bind more loosely than a method call: they need parentheses before `.to(...)` or `* 2`.
_TIGHT = (
    cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.BaseNumber, cst.List, cst.ListComp,
    cst.Dict, cst.SimpleString, cst.Tuple,
)  # fmt: skip


class FixBuilder:
    """Collects the edits of one fix in the statement where its nodes stand."""

    def __init__(self, file: FileModel, statement: Statement) -> None:
        self._file = file
        self._places = statement.places
        self._edits: list[Edit] = []

    def source(self, node: cst.CSTNode) -> str:
        """The text of `node` with its parentheses."""
        span = self._places.outer(node)
        return self._file.text[span.start : span.end]

    def span(self, node: cst.CSTNode) -> Span:
        """Where `node` stands, without its parentheses."""
        return self._places.span(node)

    def outer(self, node: cst.CSTNode) -> Span:
        """Where `node` stands, with its parentheses."""
        return self._places.outer(node)

    def operand(self, node: cst.BaseExpression) -> str:
        """The text of `node`, in parentheses unless it binds tightly."""
        text = self.source(node)
        tight = isinstance(node, _TIGHT) or bool(node.lpar)
        return text if tight else f"({text})"

    def replace(self, node: cst.CSTNode, text: str) -> None:
        """Put `text` in the place of `node`."""
        self._edits.append(Edit(self._places.outer(node), text))

    def replace_span(self, span: Span, text: str) -> None:
        """Put `text` in the place of the characters of `span`."""
        self._edits.append(Edit(span, text))

    def wrap(self, node: cst.CSTNode, before: str, after: str) -> None:
        """Put text around `node`."""
        span = self._places.outer(node)
        self._edits.append(Edit(Span(span.start, span.start), before))
        self._edits.append(Edit(Span(span.end, span.end), after))

    def torch_name(self, dotted: str) -> str:
        """How to write `dotted` here; adds an import when the file has none that reaches it."""
        spelling = self._file.names.spelling(dotted)
        if spelling is not None:
            return spelling
        module, _, name = dotted.rpartition(".")
        self._edits.append(_import(self._file, f"from {module} import {name}"))
        return name

    def build(self, title: Text) -> Fix:
        """The fix, its edits sorted by place."""
        return Fix(title, tuple(sorted(self._edits, key=lambda e: (e.span.start, e.span.end))))


def _import(file: FileModel, line: str) -> Edit:
    """Insert an import before the first one of the file that is no `from __future__`."""
    newline = "\r\n" if "\r\n" in file.text else "\n"
    for part in file.parts:
        for node in part.module.body:
            if isinstance(node, cst.SimpleStatementLine) and isinstance(
                node.body[0], (cst.Import, cst.ImportFrom)
            ):
                first = node.body[0]
                future = isinstance(first, cst.ImportFrom) and (
                    isinstance(first.module, cst.Name) and first.module.value == "__future__"
                )
                if not future:
                    start = part.places.span(node).start
                    return Edit(Span(start, start), line + newline)
    return Edit(Span(0, 0), line + newline)
