"""Jupyter notebooks on disk (`.ipynb`, format 4, and 3 as well as it goes): read, and written back.

Only the text of cells is ever replaced; every other byte of the file stays, outputs and metadata
and how the JSON is laid out included.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .cells import JoinedCells, hidden, is_python
from .language import Language, say
from .positions import Encoding, LineIndex

SUFFIX = ".ipynb"
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]|[^\s\[\]{},:"]+', re.DOTALL)
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LIST = re.compile(
    r"""\[(?P<before>\s*) ( "[^"\\]*(?:\\.[^"\\]*)*" (,(?P<between>\s*))? )* (?P<after>\s*)\]""",
    re.DOTALL | re.VERBOSE,
)
# A comment and an expression that a fix leaves alone; the characters are for private use.
_MARK = re.compile(r"^# \ue000(\d+)\n", re.MULTILINE)
_STAND_IN = re.compile(r'"\ue001(\d+)"')

Path = tuple[str | int, ...]


class NotebookError(ValueError):
    """A file that is not a notebook. `args` are a key of the sentences and its fields."""

    def __init__(self, key: str, fields: dict[str, object]) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields

    def render(self, language: Language) -> str:
        """What is wrong, as part of a sentence."""
        return say(language, self.key, **self.fields)


class CellPlace(NamedTuple):
    """A cell, counted from 1 over all cells of the notebook, and a line and column in it from 1."""

    cell: int
    line: int
    column: int


class CellStart(NamedTuple):
    """The line of `Notebook.text`, from 0, that a cell begins on, and the cell's number from 1."""

    line: int
    cell: int


def line_in_cell(starts: Sequence[CellStart], line: int) -> tuple[int, int]:
    """The cell's number and the line in it, both from 1, of a line of the text, from 0."""
    at = max(0, bisect_right(starts, line, key=lambda start: start.line) - 1)
    return (starts[at].cell, line - starts[at].line + 1) if starts else (1, line + 1)


@dataclass(frozen=True, slots=True)
class _Cell:
    number: int
    source: str
    start: int  # of the value in the JSON, and its end
    end: int


class Notebook:
    """The code cells of one notebook. `text` is all of them as one, see `cells.py`."""

    def __init__(self, raw: str, cells: list[_Cell]) -> None:
        self._raw = raw
        self._cells = cells
        joined = JoinedCells(cell.source for cell in cells)
        self.text = joined.text
        self._index = LineIndex(self.text)
        lines = map(self._index.line_of, joined.starts)
        self.starts = tuple(
            CellStart(line, cell.number) for line, cell in zip(lines, cells, strict=True)
        )

    def place(self, offset: int) -> CellPlace:
        """Where an offset of `text` is in the notebook."""
        line, column = self._index.place(offset, Encoding.UTF32)
        return CellPlace(*line_in_cell(self.starts, line), column + 1)

    def rows(self) -> tuple[int, ...]:
        """For each line of `text` the line of the file, from 1, that it stands on."""
        file = LineIndex(self._raw)
        found: list[int] = []
        for cell, start in zip(self._cells, self.starts, strict=True):
            fresh = True  # whether the next part begins a line of the cell
            found += found[-1:] * (start.line - len(found))
            for part in _STRING.finditer(self._raw, cell.start, cell.end):
                for line in _LINE.findall(json.loads(part[0])):
                    if fresh:
                        found.append(file.line_of(part.start()) + 1)
                    fresh = line.endswith(("\n", "\r"))
            if len(found) == start.line:  # an empty cell
                found.append(file.line_of(cell.start) + 1)
        return tuple(found)

    def rewritten(self, change: Callable[[str], tuple[str, int]]) -> tuple[bytes, int]:
        """The file with its Python changed by `change` (text to text and a count), and the count.

        What `change` puts before everything goes into the first cell that is plain Python. The file
        comes back as it was when `change` loses a boundary between cells.
        """
        commands: list[str] = []

        def stand_in(command: str) -> str:
            commands.append(command)
            return f'"\ue001{len(commands) - 1}"'

        python = [cell for cell in self._cells if is_python(cell.source)]
        marked = "".join(
            f"# \ue000{i}\n{hidden(cell.source, stand_in)}\n" for i, cell in enumerate(python)
        )
        text, count = change(marked)
        before, *parts = _MARK.split(text)
        numbers, sources = parts[::2], parts[1::2]
        kept = _STAND_IN.findall(text)
        same = numbers == [str(i) for i in range(len(python))]
        if not count or not same or kept != [str(i) for i in range(len(commands))]:
            return self._raw.encode(), 0
        sources = [
            _STAND_IN.sub(lambda found: commands[int(found[1])], source.removesuffix("\n"))
            for source in sources
        ]
        plain = [i for i, cell in enumerate(python) if not cell.source.lstrip().startswith("%%")]
        if before:
            sources[plain[0] if plain else 0] = before + sources[plain[0] if plain else 0]
        raw = self._raw
        for cell, source in reversed(list(zip(python, sources, strict=True))):
            if source != cell.source:
                value = _like(raw[cell.start : cell.end], source)
                raw = raw[: cell.start] + value + raw[cell.end :]
        return raw.encode(), count


def read_notebook(data: bytes) -> Notebook:
    """The notebook in a file's bytes; raises NotebookError where there is none."""
    try:
        raw = data.decode()
        content: Any = json.loads(raw.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise NotebookError("server.notebook-coding", {"error": str(error)}) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotebookError("server.notebook-json", {"error": str(error)}) from error
    try:
        return Notebook(raw, list(_code_cells(raw, content)))
    except (KeyError, TypeError, AttributeError) as error:
        raise NotebookError("server.notebook-shape", {}) from error


def _code_cells(raw: str, content: Any) -> Iterator[_Cell]:
    listed: list[tuple[Path, Any]]
    about = content.get("metadata", {})
    info, kernel = about.get("language_info", {}), about.get("kernelspec", {})
    if not _is_python(info.get("name") or kernel.get("language")):
        return
    if "worksheets" in content:  # format 3
        listed = [
            (("worksheets", w, "cells", c, "input"), cell)
            for w, sheet in enumerate(content["worksheets"])
            for c, cell in enumerate(sheet["cells"])
        ]
    else:
        listed = [(("cells", c, "source"), cell) for c, cell in enumerate(content["cells"])]
    wanted = {
        path: (number, cell[path[-1]])
        for number, (path, cell) in enumerate(listed, 1)
        if cell["cell_type"] == "code" and _is_python(_language(cell))
    }
    places = {path: span for path, span in _values(raw) if path in wanted}
    for path, (number, value) in wanted.items():
        source = value if isinstance(value, str) else "".join(value)
        yield _Cell(number, source, *places[path])


def _is_python(language: str | None) -> bool:
    """Whether a notebook or a cell that names this language is Python; most cells name none."""
    return language is None or language.lower().startswith(("python", "ipython"))


def _language(cell: Any) -> str | None:
    """The language of a single cell: VS Code has it, and format 3."""
    vscode = cell.get("metadata", {}).get("vscode", {})
    language: str | None = vscode.get("languageId") or cell.get("language")
    return language


def _values(raw: str) -> Iterator[tuple[Path, tuple[int, int]]]:
    """The path of every value in a JSON text and where it stands, inner values first."""
    path: list[str | int] = []  # of the value that is read or comes next
    starts: list[int] = []
    key = False  # the next string names a member
    for token in _TOKEN.finditer(raw):
        match token[0]:
            case "{" | "[":
                starts.append(token.start())
                key = token[0] == "{"
                path.append("" if key else 0)
            case "}" | "]":
                path.pop()
                key = False
                yield tuple(path), (starts.pop(), token.end())
            case ",":
                last = path[-1]
                key = isinstance(last, str)
                if isinstance(last, int):
                    path[-1] = last + 1
            case text if key:
                path[-1] = json.loads(text)
                key = False
            case _:
                yield tuple(path), (token.start(), token.end())


def _like(old: str, source: str) -> str:
    """A source as JSON, as a string or as a list of lines with the white space of the old one."""
    escaped = "\\u" in old

    def dump(text: str) -> str:
        return json.dumps(text, ensure_ascii=escaped)

    if not old.startswith("["):
        return dump(source)
    lines = re.findall(r"[^\n]*\n|[^\n]+", source)
    if not lines:
        return "[]"
    found = _LIST.fullmatch(old)
    assert found is not None
    between = found["before"] if found["between"] is None else found["between"]
    return f"[{found['before']}{f',{between}'.join(map(dump, lines))}{found['after']}]"
