"""Edits as clients send them: our text is the model's text, whatever it is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from torchtutor.server.document import path_of
from torchtutor.server.positions import Encoding, LineIndex
from torchtutor.server.pygls_documents import DocumentStore

URI = "file:///lesson%20one/net.py"
PIECES = st.sampled_from(
    [
        "a",
        "x = 1",
        " ",
        "한글",
        "🙂",
        "é",
        "\n",
        "\r\n",
        "\r",
        "\f",
        "\u2028",
        "\x85",
        "def f():\n",
        "",
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def store(text: str, encoding: Encoding) -> DocumentStore:
    made = DocumentStore(None, position_encoding=types.PositionEncodingKind(encoding.value))
    made.put_text_document(types.TextDocumentItem(URI, "python", 1, text))
    return made


def change(
    start: tuple[int, int], end: tuple[int, int], text: str
) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(
        range=types.Range(types.Position(*start), types.Position(*end)), text=text
    )


@given(
    TEXTS,
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXTS), max_size=6),
    st.sampled_from(Encoding),
)
def test_random_edits_keep_the_text_that_the_client_has(
    text: str, edits: list[tuple[float, float, str]], encoding: Encoding
) -> None:
    kept = store(text, encoding)
    model = text
    for version, (one, other, new) in enumerate(edits, 2):
        first, last = sorted((round(one * len(model)), round(other * len(model))))
        index = LineIndex(model)
        start, end = index.place(first, encoding), index.place(last, encoding)
        # A client never points between \r and \n: such an offset is the end of its line.
        first, last = index.offset(*start, encoding), index.offset(*end, encoding)
        model = model[:first] + new + model[last:]
        about = types.VersionedTextDocumentIdentifier(version, URI)
        kept.update_text_document(about, change(start, end, new))
        snapshot = kept.snapshot(URI)
        assert snapshot is not None
        assert (snapshot.text, snapshot.version) == (model, version)
        assert kept.get_text_document(URI).source == model


def test_an_edit_after_a_form_feed_lands_on_its_line() -> None:
    kept = store("a = 1\f\u2028# x\ndef f():\n    return 1\n", Encoding.UTF16)
    about = types.VersionedTextDocumentIdentifier(2, URI)
    kept.update_text_document(about, change((2, 11), (2, 12), "2"))
    snapshot = kept.snapshot(URI)
    assert snapshot is not None
    assert snapshot.text.endswith("def f():\n    return 2\n")


def test_a_snapshot_does_not_change_with_its_document() -> None:
    kept = store("one\n", Encoding.UTF16)
    before = kept.snapshot(URI)
    about = types.VersionedTextDocumentIdentifier(2, URI)
    kept.update_text_document(about, types.TextDocumentContentChangeWholeDocument(text="two\n"))
    assert before is not None
    assert (before.text, before.version) == ("one\n", 1)
    after = kept.snapshot("file:///lesson one/net.py")
    assert after is not None
    assert (after.text, after.version) == ("two\n", 2)


def test_paths_of_uris() -> None:
    assert path_of("file:///a%20b/%ED%95%9C.py") == "/a b/한.py"
    assert path_of("untitled:Untitled-1") is None
    assert path_of("vscode-notebook-cell:/a.ipynb#W0") is None
