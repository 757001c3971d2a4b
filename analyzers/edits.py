"""Pieces that fixes are made of."""

from __future__ import annotations

import libcst as cst

from .file_model import FileModel
from .finding import Edit, Fix, Span, Text
from .statement import Statement
from .tree import path_to

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
        self._module = statement.module
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

    def insert(self, offset: int, text: str) -> None:
        """Put `text` before the character at `offset`."""
        self._edits.append(Edit(Span(offset, offset), text))

    def wrap(self, node: cst.CSTNode, before: str, after: str) -> None:
        """Put text around `node`."""
        span = self._places.outer(node)
        self._edits.append(Edit(Span(span.start, span.start), before))
        self._edits.append(Edit(Span(span.end, span.end), after))

    def insert_before(self, node: cst.CSTNode, text: str) -> None:
        """Put the statement `text` before the statement `node`, or the one where it stands."""
        line = node if isinstance(node, cst.BaseCompoundStatement) else self.line_of(node)
        start = self._places.span(line).start
        if isinstance(line, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
            self.replace_span(Span(start, start), text + self._newline + self._indent(start))
        else:
            self.replace_span(Span(start, start), f"{text}; ")

    def insert_after(self, node: cst.CSTNode, text: str) -> None:
        """Put the statement `text` after the statement `node`, or after the one where it stands."""
        line = node if isinstance(node, cst.BaseCompoundStatement) else self.line_of(node)
        span = self._places.span(line)
        if not isinstance(line, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
            self.replace_span(Span(span.end, span.end), f"; {text}")
            return
        indent = self._indent(span.start)
        end = _line_end(self._file.text, span.end)
        self.replace_span(Span(end, end), self._newline + indent + text)

    def remove_statement(self, node: cst.CSTNode) -> bool:
        """Take away the line on which `node` stands; False when other statements are on it."""
        line = self.line_of(node)
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            return False
        span, text = self._places.span(line), self._file.text
        end = _line_end(text, span.end)
        if text[span.end : end].strip():
            return False  # a comment stands behind it
        end += len(self._newline) if end < len(text) else 0
        self.replace_span(Span(span.start - len(self._indent(span.start)), end), "")
        return True

    def move_before(self, node: cst.CSTNode, other: cst.CSTNode) -> bool:
        """Move the statement of `node` to before that of `other`, in the same block; whether that can be done."""
        if self.suite_of(other) is not self.suite_of(node):
            return False
        self.insert_before(other, self._statement_text(node))
        return self.remove_statement(node)

    def move_after(self, node: cst.CSTNode, other: cst.CSTNode) -> bool:
        """Move the statement of `node` to after that of `other`, in the same block; whether that can be done."""
        if self.suite_of(other) is not self.suite_of(node):
            return False
        self.insert_after(other, self._statement_text(node))
        return self.remove_statement(node)

    def wrap_lines(self, lines: list[cst.CSTNode], header: str, texts: list[str]) -> bool:
        """Put a block with `header` and `texts` in the place of whole lines that follow each other.

        False when other statements or comments stand on them.
        """
        if not all(isinstance(line, cst.SimpleStatementLine) for line in lines):
            return False
        if any(len(line.body) != 1 for line in lines if isinstance(line, cst.SimpleStatementLine)):
            return False
        start, end = self._places.span(lines[0]).start, self._places.span(lines[-1]).end
        if "#" in self._file.text[start : _line_end(self._file.text, end)]:
            return False
        indent = self._newline + self._indent(start) + self._module.default_indent
        self.replace_span(Span(start, end), header + "".join(indent + text for text in texts))
        return True

    def _statement_text(self, node: cst.CSTNode) -> str:
        """The text of the small statement in which `node` stands."""
        above = (*path_to(self._module, node), node)
        small = next(part for part in above if isinstance(part, cst.BaseSmallStatement))
        span = self._places.span(small)
        return self._file.text[span.start : span.end]

    def suite_of(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The block in which the statement of `node` stands."""
        above = path_to(self._module, node)
        blocks = (cst.BaseSuite, cst.Module)
        return next((part for part in reversed(above) if isinstance(part, blocks)), None)

    def line_of(self, node: cst.CSTNode) -> cst.CSTNode:
        """The statement line on which `node` stands; in `if x: a; b` the first statement."""
        above = (*path_to(self._module, node), node)
        lines = (cst.SimpleStatementLine, cst.SimpleStatementSuite)
        line = next((part for part in reversed(above) if isinstance(part, lines)), node)
        return line.body[0] if isinstance(line, cst.SimpleStatementSuite) else line

    @property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self._file.text else "\n"

    def _indent(self, offset: int) -> str:
        """The white space that the line of `offset` begins with, up to there."""
        text = self._file.text
        start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        before = text[start:offset]
        return before[: len(before) - len(before.lstrip())]

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


def _line_end(text: str, offset: int) -> int:
    """Where the line of `offset` ends, before its line break."""
    return next((i for i in range(offset, len(text)) if text[i] in "\r\n"), len(text))


def _import(file: FileModel, line: str) -> Edit:
    """Insert an import before the first one of the file that is no `from __future__`."""
    newline = "\r\n" if "\r\n" in file.text else "\n"
    for part in file.places:
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
