"""Workarounds for pygls 2.1, each with the problem it is for: messages, their life cycle and cancellation.

This and pygls_server.py use private names of pygls (`_workspace`, `_request_futures`, `_shutdown`, ...); that is
why pyproject.toml pins `pygls<3`. Issue numbers are those of github.com/openlawlibrary/pygls.
"""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from .document import uri_key
from .pygls_documents import Change, DocumentStore, SnapshotDocument

if TYPE_CHECKING:
    from .pygls_server import TutorServer

log = logging.getLogger(__name__)


class TutorProtocol(LanguageServerProtocol):
    """The protocol with its life cycle and its cancellation put right."""

    @property
    def _tutor(self) -> TutorServer:
        return cast("TutorServer", self._server)

    def use_document_store(self) -> None:
        """Replace the workspace that `initialize` made by one that splits lines as LSP does."""
        old = self.workspace
        self._workspace = DocumentStore(
            old.root_uri, old._sync_kind, list(old.folders.values()), old.position_encoding
        )

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]  # pygls takes coroutines
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Run a command inside the request's own task.

        pygls starts it under a second id, so that a cancelled request ran on to its end and a
        shutdown during a command failed (#606). It also coerces arguments by annotation (a dict
        became a str): handlers get the raw list and check it themselves.
        """
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"There is no command {params.command!r}.")
        return await handler(list(params.arguments or ()))

    @lsp_method(types.SHUTDOWN)
    async def lsp_shutdown(  # type: ignore[override]  # pygls takes coroutines
        self, *args: Any
    ) -> None:
        """End all work, then answer; pygls iterates over a dict that shrinks meanwhile (#606)."""
        this: object = asyncio.current_task()
        self._shutdown = True
        for future in list(self._request_futures.values()):
            if future is not this and not future.done():
                future.cancel()
        await self._tutor.close()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]  # a plain handler will do
        """Stop; pygls swallows the exit code, which has to be 1 without a shutdown before it."""
        self._tutor.exit_code = 0 if self._shutdown else 1
        self._tutor.stop()

    def handle_message(self, message: Any) -> None:
        """Refuse what comes before `initialize` and after `shutdown`, as the specification says.

        pygls ignores requests after a shutdown, and with them the answers to its own (#605).
        """
        if isinstance(message, Unreadable):
            if message.request_id is not None:
                self._send_response(message.request_id, error=message.error.to_response_error())
            return
        method = getattr(message, "method", None)
        refusal: JsonRpcException | None = None
        if self._shutdown and method != types.EXIT:
            refusal = JsonRpcInvalidRequest("The server is shutting down.")
        elif self._workspace is None and method not in (types.INITIALIZE, types.EXIT):
            refusal = JsonRpcServerNotInitialized("The first request has to be initialize.")
        if method is None:  # an answer to a request of ours
            self._handle_response(
                message.id, getattr(message, "result", None), getattr(message, "error", None)
            )
        elif refusal is None and method == types.TEXT_DOCUMENT_DID_CHANGE:
            self._edit(message.params)
        elif refusal is None:
            super().handle_message(message)
        elif hasattr(message, "id"):
            self._send_response(message.id, error=refusal.to_response_error())

    def receive(self, body: bytes) -> None:
        """Handle a message; an exception is a bug of ours or of the client, and is logged.

        pygls reads each header line for itself and looks for a message in every object of it.
        """
        try:
            self.handle_message(self.structure_message(json.loads(body)))
        except Exception as error:
            log.exception("event=message-failed")
            self._server.report_server_error(error, JsonRpcException)

    def _edit(self, params: Any) -> None:
        """Apply the edits of one message and tell of them at once.

        pygls makes lsprotocol's objects of them, two futures, a generator and two UUIDs: more than
        0.1 ms of each key, and 5 ms of the first one.
        """
        about = params["textDocument"]
        changes = [Change.read(change) for change in params["contentChanges"]]
        held = self.workspace.text_documents[uri_key(about["uri"])]
        for change in changes:
            cast(SnapshotDocument, held).edit(change)
        held.version = about["version"]
        self._tutor.on_edit(about["uri"])

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; a request with malformed parameters gets an error (pygls gives none)."""
        if data.get("method") == types.TEXT_DOCUMENT_DID_CHANGE:
            return Edits(data["params"])
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            return Unreadable(data.get("id") if "method" in data else None, error)

    def _handle_response(
        self, msg_id: Any, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Ignore the answer to a request whose waiter was cancelled (#621, fixed after 2.1.1)."""
        self._result_types.pop(msg_id, None)
        waiting = self._request_futures.get(msg_id)
        if waiting is None or waiting.cancelled():
            self._request_futures.pop(msg_id, None)
            return
        super()._handle_response(msg_id, result, error)

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        """Cancel a request; that it has been answered already is no news."""
        future: Future[Any] | None = self._request_futures.get(msg_id)
        if future is not None:
            future.cancel()

    def _send_data(self, data: Any) -> None:
        """Send from the event loop's thread only: off it a WebSocket never sends and recurses."""
        self._tutor.on_loop(self._send_now, data)

    def _send_now(self, data: Any) -> None:
        if self._tutor.connected:
            try:
                super()._send_data(data)
            except BrokenPipeError:  # the client is gone, and with it whoever would read this
                self._tutor.connected = False
                self._tutor.stop()


class Edits:
    """A `didChange` as it came."""

    jsonrpc, method = "2.0", types.TEXT_DOCUMENT_DID_CHANGE

    def __init__(self, params: Any) -> None:
        self.params = params


class Unreadable:
    """A message whose parameters have the wrong shape."""

    jsonrpc = "2.0"

    def __init__(self, request_id: int | str | None, error: JsonRpcException) -> None:
        self.request_id = request_id
        self.error = error
