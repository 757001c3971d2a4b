"""A text as a client sees it at one version; frozen, so that it can cross an `await`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pygls.uris import to_fs_path
from torchtutor.analyzers.finding import Span

from .cells import JoinedCells, is_python
from .positions import Encoding, LineIndex, Place


def path_of(uri: str) -> str | None:
    """The file path of a `file:` URI; None for any other scheme (an unsaved buffer, a cell)."""
    return to_fs_path(uri) if urlsplit(uri).scheme == "file" else None


def uri_key(uri: str) -> str:
    """A URI as a dictionary key: editors differ in what they percent-encode (`c%3A`, `c:`)."""
    return unquote(uri)


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one text.

    A cell of a notebook (`book`) has the text of all its code cells, since they belong together,
    and shows only what lies in its `part` of it; offsets and lines are those of the whole text.
    """

    uri: str
    version: int | None
    text: str
    index: LineIndex
    book: Book | None = None
    part: Span | None = None

    @classmethod
    def of(cls, uri: str, version: int | None, text: str) -> Document:
        """A document of a text whose lines were not indexed yet."""
        return cls(uri, version, text, LineIndex(text))

    @property
    def path(self) -> str | None:
        """The file path, or None where there is none."""
        return path_of(self.book.uri if self.book else self.uri)

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return Path(unquote(urlsplit(self.uri).path)).name or self.uri

    @property
    def first_line(self) -> int:
        """The line of the text, from 0, that the client calls its first."""
        return self.index.line_of(self.part.start) if self.part else 0

    @property
    def last(self) -> int:
        """The offset of the end of what it shows."""
        return self.part.end - 1 if self.part else len(self.text)

    def shows(self, offset: int) -> bool:
        """Whether the client has an offset of the text in this document."""
        return self.part is None or self.part.start <= offset < self.part.end

    def at(self, offset: int) -> Document:
        """The document that shows an offset of the text: this one, or another cell."""
        return self if self.book is None or self.shows(offset) else self.book.cell_at(offset)

    def can_edit(self, span: Span) -> bool:
        """Whether a place may be edited: in a notebook it lies in one cell, behind its magic."""
        if self.book is None:
            return True
        cell = self.at(span.start)
        return span.end <= cell.last and not self.book.is_magic(span.start)

    def edited(
        self, version: int | None, start: Place, end: Place, new_text: str, encoding: Encoding
    ) -> Document:
        """The next version: the text between two places replaced. Places clamp (`LineIndex`)."""
        first = self.index.offset(start.line, start.column, encoding)
        last = max(first, self.index.offset(end.line, end.column, encoding))
        index = self.index.edited(first, last, new_text)
        return Document(self.uri, version, index.text, index)


class Book:
    """One version of a notebook: its code cells as documents that share one text.

    `sources` are the cells' own documents, in order.
    """

    def __init__(self, uri: str, sources: Sequence[Document]) -> None:
        self.uri = uri
        self.sources = tuple(sources)
        joined = JoinedCells(source.text for source in sources)
        self._joined = joined
        self.whole = Document.of(uri, None, joined.text)
        self.cells = tuple(
            Document(
                source.uri, source.version, joined.text, self.whole.index, self, joined.span(number)
            )
            for number, source in enumerate(sources)
        )

    def cell_at(self, offset: int) -> Document:
        """The cell that an offset of the whole text lies in."""
        return self.cells[self._joined.cell_at(offset)]

    def is_magic(self, offset: int) -> bool:
        """Whether an offset is where a cell's magic has to stay first, or in a cell of no Python."""
        number = self._joined.cell_at(offset)
        source = self.sources[number].text
        magic = source.lstrip().startswith("%%")
        return not is_python(source) or (magic and offset == self._joined.starts[number])
