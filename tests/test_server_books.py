"""The cells of a notebook as documents that share one text; no process."""

from __future__ import annotations

from lsprotocol import types
from torchtutor.analyzers.finding import Edit, Severity, Span
from torchtutor.server import convert
from torchtutor.server.capabilities import Client
from torchtutor.server.document import Book, Document
from torchtutor.server.positions import Encoding
from torchtutor.server.shown import Shown

SOURCES = ["import torch", "%%time\n층 = '🙂'; x = 1\n", "%%bash\nls", "y"]


def book(*sources: str) -> Book:
    documents = [Document.of(f"cell:{n}", n + 10, text) for n, text in enumerate(sources)]
    return Book("file:///lesson/book.ipynb", documents)


def test_every_place_of_a_cell_is_the_same_place_of_its_own_text() -> None:
    cells = book(*SOURCES).cells
    for cell, source in zip(cells, SOURCES, strict=True):
        own = Document.of("file:///own.py", 1, source)
        assert cell.part is not None
        for at in range(len(source)):
            offset = cell.part.start + at
            for encoding in Encoding:
                place = convert.position(cell, offset, encoding)
                assert place == convert.position(own, at, encoding)
                assert convert.offset(cell, place, encoding) == offset
            assert cell.shows(offset)
            assert all(cell.at(offset) is cell and other.at(offset) is cell for other in cells)


def test_a_place_behind_a_cell_is_its_end() -> None:
    first = book(*SOURCES).cells[0]
    for line, column in ((0, 99), (1, 0), (99, 0)):
        place = types.Position(line, column)
        at = convert.offset(first, place, Encoding.UTF16)
        assert first.shows(at)
        assert first.text[:at] == "import torch"
    assert not first.shows(len("import torch\n"))


def test_a_cell_is_called_as_its_notebook() -> None:
    [cell] = book("x").cells
    assert cell.path == "/lesson/book.ipynb"


def test_edits_go_to_the_cells_that_they_are_in() -> None:
    cells = book("import torch", "a\nb", "c").cells
    text = cells[0].text
    edits = [
        Edit(Span(0, 0), "import os\n"),
        Edit(Span(text.index("b"), text.index("b") + 1), "B"),
    ]
    versioned = convert.workspace_edit(cells[1], edits, Client(document_changes=True))
    assert versioned.changes is None
    assert [
        (change.text_document.uri, change.text_document.version, change.edits[0].range.start.line)
        for change in versioned.document_changes or ()
        if isinstance(change, types.TextDocumentEdit)
    ] == [("cell:0", 10, 0), ("cell:1", 11, 1)]
    plain = convert.workspace_edit(cells[1], edits, Client()).changes
    assert plain is not None
    assert list(plain) == ["cell:0", "cell:1"]


def test_a_place_that_explains_may_be_in_another_cell() -> None:
    cells = book("a = 1", "b = a").cells
    start = cells[0].text.index("b")
    entry = Shown(Span(start, start + 1), Severity.HINT, "x", "y", related=((Span(0, 1), "here"),))
    shown = convert.diagnostic(entry, cells[1], Client(related_information=True))
    assert shown.range.start.line == 0
    assert shown.related_information is not None
    assert shown.related_information[0].location.uri == "cell:0"


def test_what_cannot_be_edited() -> None:
    cells = book(*SOURCES).cells
    text = cells[0].text
    x, y = text.index("x"), text.index("y")
    assert cells[0].can_edit(Span(0, 6))
    assert cells[0].can_edit(Span(x, x + 1))  # in another cell
    assert not cells[0].can_edit(Span(x, y))  # over two
    for number, inside in ((1, 0), (2, 0), (2, 8)):  # before a magic, in the text of one
        part = cells[number].part
        assert part is not None
        assert not cells[0].can_edit(Span(part.start + inside, part.start + inside))
    end = len("import torch")
    assert cells[0].can_edit(Span(end, end))
    assert not cells[0].can_edit(Span(end, end + 1))  # the line break is ours
