"""Opening, changing and closing documents: only recorded here, analysed a moment later."""

from __future__ import annotations

from lsprotocol import types

from ..session import App
from . import diagnostics


def register(server: App) -> None:
    """Add the handlers. pygls has applied the change before each of them is called."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: App, params: types.DidOpenTextDocumentParams) -> None:
        _record(ls, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: App, params: types.DidChangeTextDocumentParams) -> None:
        _record(ls, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: App, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.session.record(uri)
        ls.session.scheduler.forget(uri)
        ls.session.runs.forget(uri)
        diagnostics.clear(ls, uri)


def _record(ls: App, uri: str) -> None:
    ls.session.record(uri)
    diagnostics.refresh_later(ls, uri)
