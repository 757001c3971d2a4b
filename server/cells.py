"""The code cells of a notebook as one text: earlier cells give later ones their imports and classes.

IPython's own commands are hidden behind an expression of the same length, so that every offset
stays; a cell whose magic says that it is not Python counts as empty lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from torchtutor.analyzers.finding import Span

# Cell magics whose cell is Python all the same.
_PYTHON = {
    "time", "timeit", "capture", "prun", "debug", "memit", "ipytest", "wandb", "snakeviz",
    "pyinstrument", "scalene", "memray_flamegraph",
}  # fmt: skip
_CELL_MAGIC = re.compile(r"\s*%%(\w*)[^\r\n]*")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
# Where a statement begins, none of these is Python: %matplotlib inline, !pip install, ?name, name?
_COMMAND = re.compile(r"[ \t]*((?:[%!?].*|[\w.*%]+\?{1,2}[ \t]*))$")
# files = !ls  and  took = %timeit -o f()
_ASSIGNED = re.compile(r"[^=!%<>#'\"]+=[ \t]*((?:!|%[A-Za-z]).*)$")
_TOKEN = re.compile(
    r"""\#.*|'''|\"""|'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|[(\[{]|[)\]}]|\\$""", re.DOTALL
)


class JoinedCells:
    """The texts of code cells, in order, as one; each begins on a line of its own."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.starts: list[int] = []
        pieces: list[str] = []
        length = 0
        for source in sources:
            piece = hidden(source)
            if not piece.endswith(("\n", "\r")):
                piece += "\n"
            self.starts.append(length)
            pieces.append(piece)
            length += len(piece)
        self.text = "".join(pieces)

    def cell_at(self, offset: int) -> int:
        """Which cell, from 0, an offset of the text lies in."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def span(self, cell: int) -> Span:
        """Where a cell, from 0, lies in the text, its last line break included."""
        following = self.starts[cell + 1 :] or [len(self.text)]
        return Span(self.starts[cell], following[0])


def is_python(source: str) -> bool:
    """Whether a code cell is Python, and not the text for a magic such as `%%bash`."""
    found = _CELL_MAGIC.match(source)
    return found is None or found[1] in _PYTHON


def hidden(source: str, stand_in: Callable[[str], str] | None = None) -> str:
    """A cell's text with IPython's commands replaced: `stand_in` says by what.

    Without `stand_in` by an expression of the same length, and a cell that is not Python by spaces.
    """
    if not is_python(source):
        return re.sub(r"[^\r\n]", " ", source)
    stand_in = stand_in or _same_length
    pieces, done = [], 0
    for span in commands(source):
        pieces += [source[done : span.start], stand_in(source[span.start : span.end])]
        done = span.end
    return "".join([*pieces, source[done:]])


def _same_length(command: str) -> str:
    return "0" + re.sub(r"[^\r\n]", " ", command[1:])


def commands(source: str) -> Iterator[Span]:
    """Where IPython's commands stand in a cell; one that a backslash continues is one."""
    inside = _Inside()
    end = 0
    if found := _CELL_MAGIC.match(source):
        first = found.start(0) + len(found[0]) - len(found[0].lstrip())
        yield Span(first, found.end())
        end = found.end()
    lines = _LINE.finditer(source, end)
    for line in lines:
        text = line[0].rstrip("\r\n")
        found = None if inside.anything else _COMMAND.match(text) or _ASSIGNED.match(text)
        if found is None:
            inside.read(text)
            continue
        last = line
        while last[0].rstrip("\r\n").endswith("\\") and last.end() < len(source):
            last = next(lines)
        yield Span(line.start() + found.start(1), last.start() + len(last[0].rstrip("\r\n")))


class _Inside:
    """Whether the next line goes on with something: brackets, a string, a backslash."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote: str | None = None
        self._continued = False

    @property
    def anything(self) -> bool:
        return bool(self._depth or self._quote or self._continued)

    def read(self, line: str) -> None:
        """Go over one line of Python."""
        at = 0
        self._continued = False
        while True:
            if self._quote is not None:
                end = line.find(self._quote, at)
                if end < 0:
                    return
                at, self._quote = end + 3, None
            token = _TOKEN.search(line, at)
            if token is None:
                return
            at = token.end()
            if token[0] in ("'''", '"""'):
                self._quote = token[0]
            elif token[0] in ("(", "[", "{"):
                self._depth += 1
            elif token[0] in (")", "]", "}"):
                self._depth = max(0, self._depth - 1)
            elif token[0] == "\\":
                self._continued = True
