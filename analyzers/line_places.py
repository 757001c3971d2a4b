"""Where the nodes of a fragment stand that shares its nodes with an earlier one (`splice.py`).

What stands in a line of its own is measured by writing that line alone: the layout of the piece
says where it starts. Lines that are the same as before are not measured again.
"""

from __future__ import annotations

import libcst as cst

from .census import Census
from .chunks import Piece
from .places import MeasuringState, Places
from .splice import statements_of_lines

# A line as it was measured, and where its first word came out. It holds the node: as long as it
# is here, no other node has its identity.
_Line = tuple[cst.SimpleStatementLine, str, MeasuringState, int]


class LinePlaces(Places):
    """As `Places`, for the module of `piece`, which starts behind `head`; `before` knows the lines
    of the fragment before."""

    def __init__(
        self, module: cst.Module, piece: Piece, head: str, census: Census, before: Places
    ) -> None:
        super().__init__(module, 0)
        self._piece = piece
        self._head = head
        self._census = census
        self._lines: dict[int, _Line] = {}
        self._before = before._lines if isinstance(before, LinePlaces) else {}
        self._firsts: dict[int, tuple[int, str]] | None = None

    def _measured(self, node: cst.CSTNode) -> tuple[MeasuringState, int]:
        line = self._census.owner(node)
        if self._state is not None or not isinstance(line, cst.SimpleStatementLine):
            return super()._measured(node)
        if self._firsts is None:
            self._firsts = self._find_firsts()
        if id(line) not in self._firsts:
            return super()._measured(node)
        first, indentation = self._firsts[id(line)]
        known = self._lines.get(id(line)) or self._before.get(id(line))
        if known is None or known[0] is not line or known[1] != indentation:
            known = self._measure(line, indentation)
        self._lines[id(line)] = known
        return known[2], len(self._head) + first - known[3]

    def _find_firsts(self) -> dict[int, tuple[int, str]]:
        """Where each simple line starts in the piece, and its indentation."""
        text = self._piece.text
        lines = [line for line in self._piece.layout.lines if not line.blank]
        nodes = statements_of_lines(self._module, bool(self._head))
        if len(nodes) != len(lines):
            return {}
        return {
            id(node): (line.first, text[line.start : line.first])
            for node, line in zip(nodes, lines, strict=True)
            if node is not None
        }

    def _measure(self, line: cst.SimpleStatementLine, indentation: str) -> _Line:
        state = MeasuringState(self._module.default_indent, self._module.default_newline)
        state.indent_tokens.append(indentation)
        line._codegen(state)
        return line, indentation, state, state.inner[id(line)][0]
