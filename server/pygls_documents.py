"""The documents that pygls keeps, put right. tests/test_documents.py tests them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.workspace import TextDocument, Workspace

from .document import Document, uri_key
from .positions import Encoding, Place


class Change(NamedTuple):
    """What is between two places is replaced; without places the whole text is."""

    start: Place | None
    end: Place | None
    text: str

    @classmethod
    def read(cls, change: Any) -> Change:
        """A change as it came; raises LookupError and TypeError where it is none."""
        start, end = None, None
        if (place := change.get("range")) is not None:
            first, last = place["start"], place["end"]
            start = Place(index(first["line"]), index(first["character"]))
            end = Place(index(last["line"]), index(last["character"]))
        if not isinstance(change["text"], str):
            raise TypeError(f"no text: {change['text']!r}")
        return cls(start, end, change["text"])


class SnapshotDocument(TextDocument):
    """A pygls document that holds one frozen `Document` for each version.

    pygls splits lines with str.splitlines, so a form feed or U+2028 shifts every later edit; it
    splits again for every position (#538); it mis-clamps columns and has no line after the last
    break (#550); and a notebook cell of a full-sync server is replaced by the edited fragment.
    """

    snapshot: Document
    encoding: Encoding

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Apply a ranged or a whole-text change."""
        if isinstance(change, types.TextDocumentContentChangePartial):
            first, last = change.range.start, change.range.end
            start, end = Place(first.line, first.character), Place(last.line, last.character)
            self.edit(Change(start, end, change.text))
        else:
            self.edit(Change(None, None, change.text))

    def edit(self, change: Change) -> None:
        """Apply a change."""
        if change.start is not None and change.end is not None:
            self.snapshot = self.snapshot.edited(
                self.version, change.start, change.end, change.text, self.encoding
            )
        else:
            self.snapshot = Document.of(self.uri, self.version, change.text)
        self._source = self.snapshot.text

    @property
    def lines(self) -> Sequence[str]:
        """The lines as LSP counts them, without their breaks."""
        lines = self.snapshot.index
        return tuple(lines.line_text(line) for line in range(lines.line_count))


class DocumentStore(Workspace):
    """A workspace of `SnapshotDocument`s."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        document = SnapshotDocument(
            doc_uri, source or "", version, language_id, position_codec=self.position_codec
        )
        document.snapshot = Document.of(doc_uri, version, source or "")
        encoding = self.position_codec.encoding
        document.encoding = Encoding(str(getattr(encoding, "value", encoding)))
        return document

    def snapshot(self, uri: str) -> Document | None:
        """The open document at its present version; None when it is not open."""
        held = self.text_documents.get(uri_key(uri))
        if not isinstance(held, SnapshotDocument):
            return None
        shown = held.snapshot
        return Document(uri, held.version, shown.text, shown.index)

    def cells(self, notebook_uri: str) -> list[Document]:
        """The code cells of an open notebook, in order; none when it is not open."""
        notebook = self.get_notebook_document(notebook_uri=notebook_uri)
        if notebook is None:
            return []
        listed = (c.document for c in notebook.cells if c.kind == types.NotebookCellKind.Code)
        return [cell for uri in listed if (cell := self.snapshot(uri)) is not None]
