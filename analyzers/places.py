"""Where the nodes of a libcst tree stand.

libcst's position provider measures every node, which costs more than the parse; here a chunk is
measured only when something in it is reported.
"""

from __future__ import annotations

import libcst as cst

# Private to libcst, and what its position provider is built on: covered by tests/test_tree.py.
from libcst._nodes.internal import CodegenState

from .finding import Span


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
