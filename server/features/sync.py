"""Opening, changing and closing documents: only recorded here, analysed a moment later."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from ..document import uri_key
from ..session import App
from . import diagnostics, importing, learning


def register(server: App) -> None:
    """Add the handlers. pygls has applied the change before each of them is called."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: App, params: types.DidOpenTextDocumentParams) -> None:
        _record(ls, params.text_document.uri)
        importing.edited(ls, params.text_document.uri)
        learning.saved_later(ls, params.text_document.uri)

    server.on_edit = partial(_edited, server)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(ls: App, params: types.DidSaveTextDocumentParams) -> None:
        importing.look_again(ls)
        learning.saved_later(ls, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: App, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.session.record(uri)
        ls.session.scheduler.forget(uri)
        _closed(ls, uri)
        importing.edited(ls, uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def notebook_opened(ls: App, params: types.DidOpenNotebookDocumentParams) -> None:
        _record_notebook(ls, params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def notebook_changed(ls: App, params: types.DidChangeNotebookDocumentParams) -> None:
        _record_notebook(ls, params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(ls: App, params: types.DidCloseNotebookDocumentParams) -> None:
        uri = params.notebook_document.uri
        ls.session.scheduler.forget(uri)
        for cell_uri in ls.session.record_notebook(uri):
            _closed(ls, cell_uri)


def _closed(ls: App, uri: str) -> None:
    ls.session.runs.forget(uri)
    ls.session.recalled.discard(uri_key(uri))
    ls.session.practising.forget(uri)
    diagnostics.clear(ls, uri)


def _record_notebook(ls: App, uri: str) -> None:
    for cell_uri in ls.session.record_notebook(uri):
        _closed(ls, cell_uri)
    diagnostics.refresh_later(ls, uri)


def _edited(ls: App, uri: str) -> None:
    _record(ls, uri)
    importing.edited(ls, uri)


def _record(ls: App, uri: str) -> None:
    ls.session.record(uri)
    diagnostics.refresh_later(ls, uri)
