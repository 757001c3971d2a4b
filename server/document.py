"""A text as a client sees it at one version; frozen, so that it can cross an `await`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pygls.uris import to_fs_path

from .positions import Encoding, LineIndex, Place


def path_of(uri: str) -> str | None:
    """The file path of a `file:` URI; None for any other scheme (an unsaved buffer, a cell)."""
    return to_fs_path(uri) if urlsplit(uri).scheme == "file" else None


def uri_key(uri: str) -> str:
    """A URI as a dictionary key: editors differ in what they percent-encode (`c%3A`, `c:`)."""
    return unquote(uri)


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one text."""

    uri: str
    version: int | None
    text: str
    index: LineIndex

    @classmethod
    def of(cls, uri: str, version: int | None, text: str) -> Document:
        """A document of a text whose lines were not indexed yet."""
        return cls(uri, version, text, LineIndex(text))

    @property
    def path(self) -> str | None:
        """The file path, or None where there is none."""
        return path_of(self.uri)

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return Path(unquote(urlsplit(self.uri).path)).name or self.uri

    def edited(
        self, version: int | None, start: Place, end: Place, new_text: str, encoding: Encoding
    ) -> Document:
        """The next version: the text between two places replaced. Places clamp (`LineIndex`)."""
        first = self.index.offset(start.line, start.column, encoding)
        last = max(first, self.index.offset(end.line, end.column, encoding))
        return Document.of(self.uri, version, self.text[:first] + new_text + self.text[last:])
