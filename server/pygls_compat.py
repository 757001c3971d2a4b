"""Every workaround for pygls 2.1, each with the problem it is for, but for those about documents
(pygls_documents.py). tests/test_server_pygls.py has one test for each.

It uses private names of pygls (`_workspace`, `_request_futures`, `_shutdown`, ...); that is why
pyproject.toml pins `pygls<3`. Issue numbers are those of github.com/openlawlibrary/pygls.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcServerNotInitialized,
)
from pygls.io_ import StdoutWriter, run_websocket
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

from .document import uri_key
from .pygls_documents import Change, DocumentStore, SnapshotDocument
from .wire import CHUNK, Frames, Output, listen

log = logging.getLogger(__name__)


class TutorProtocol(LanguageServerProtocol):
    """The protocol with its life cycle and its cancellation put right."""

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
        await cast(TutorServer, self._server).close()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]  # a plain handler will do
        """Stop; pygls swallows the exit code, which has to be 1 without a shutdown before it."""
        server = cast(TutorServer, self._server)
        server.exit_code = 0 if self._shutdown else 1
        server.stop()

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
        cast(TutorServer, self._server).on_edit(about["uri"])

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
        cast(TutorServer, self._server).on_loop(self._send_now, data)

    def _send_now(self, data: Any) -> None:
        server = cast(TutorServer, self._server)
        if server.connected:
            try:
                super()._send_data(data)
            except BrokenPipeError:  # the client is gone, and with it whoever would read this
                server.connected = False
                server.stop()


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


class TutorServer(LanguageServer):
    """A language server with clean start and end. Never register a handler with `@thread`:
    pygls waits for such threads on exit, and its own input used to queue behind them."""

    def __init__(
        self, name: str, version: str, notebooks: types.NotebookDocumentSyncOptions | None = None
    ) -> None:
        super().__init__(
            name,
            version,
            notebook_document_sync=notebooks,
            protocol_cls=TutorProtocol,
            converter_factory=default_converter,
        )
        self.exit_code = 0
        self.connected = False
        self.on_edit: Callable[[str], None] = lambda uri: None  # a document has been edited
        self.at_end: Callable[[], Coroutine[Any, Any, None]] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.get_ident()
        self._main: asyncio.Task[Any] | None = None

    def use_document_store(self) -> None:
        """Split lines as LSP does; called while `initialize` is handled."""
        cast(TutorProtocol, self.protocol).use_document_store()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log an error; pygls shows a popup for each one in a notification.

        An editor that asks for what was never offered (Kate: the symbols) gets its answer; that
        is no news for the learner.
        """
        if isinstance(error, JsonRpcMethodNotFound):
            log.debug("event=not-offered error=%s", error)
            return
        log.error(
            "event=server-error source=%s error=%r", getattr(source, "__name__", source), error
        )

    def on_loop(self, call: Callable[..., Any], *args: Any) -> None:
        """Call in the event loop's thread: now when this is it, else soon."""
        if self._loop is None or threading.get_ident() == self._thread:
            call(*args)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *args)

    @property
    def serving(self) -> bool:
        """Whether a client listens and has not asked to end."""
        return self.connected and self._ending is None

    async def close(self) -> None:
        """End all work (`at_end`); done once, for whoever asks first."""
        if self._ending is None and self.at_end is not None:
            self._ending = asyncio.ensure_future(self.at_end())
        if self._ending is not None:
            await asyncio.shield(self._ending)

    def stop(self) -> None:
        """Leave the `serve_…` coroutine that runs."""
        if self._main is not None:
            self._main.cancel()

    async def _serve(self, loop_over_messages: Awaitable[None]) -> None:
        self.connected = True
        try:
            await loop_over_messages
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            log.debug("event=disconnected")
        finally:
            await self.close()
            self.connected = False

    async def serve_streams(self, reader: asyncio.StreamReader, writer: Any) -> None:
        """Serve one client until it exits, hangs up or `stop` is called; then end all work."""
        self._enter()
        self.protocol.set_writer(writer)

        async def receive() -> None:
            frames = Frames()
            while chunk := await reader.read(CHUNK):
                self._receive(frames, chunk)

        await self._serve(receive())

    def _receive(self, frames: Frames, chunk: bytes) -> None:
        for body in frames.feed(chunk):
            cast(TutorProtocol, self.protocol).receive(body)

    def _enter(self) -> None:
        self._main = asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    async def serve_stdio(self) -> None:
        """Serve on the process's standard streams.

        pygls reads them on the pool it runs `@thread` handlers on and waits for that pool on
        exit. File descriptor 1 becomes standard error, so that a stray print cannot break the
        protocol.
        """
        self._enter()
        frames = Frames()
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def arrived(chunk: bytes) -> None:
            self._receive(frames, chunk)
            if not chunk and not over.done():
                over.set_result(None)

        sys.stdout.flush()
        descriptor = os.dup(1)
        os.dup2(2, 1)
        with contextlib.ExitStack() as at_end:
            if listen(sys.stdin.fileno(), arrived):
                output = at_end.enter_context(contextlib.closing(Output(descriptor, self.stop)))
                self.protocol.set_writer(output)
            else:
                self.protocol.set_writer(StdoutWriter(os.fdopen(descriptor, "wb")))
            await self._serve(over)

    async def serve_tcp(self, host: str, port: int) -> None:
        """Serve the first client on a TCP port (0: a free one); logs where it listens."""
        self._enter()
        first: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if first.done():
                writer.close()
            else:
                first.set_result((reader, writer))

        listener = await asyncio.start_server(connected, host, port)
        log.info("event=listening tcp=%s:%s", *listener.sockets[0].getsockname()[:2])
        async with listener:
            reader, writer = await first
            await self.serve_streams(reader, writer)
            writer.close()

    async def serve_websocket(self, host: str, port: int) -> None:
        """Serve the first client on a WebSocket (port 0: a free one); logs where it listens."""
        from websockets.asyncio.server import ServerConnection, serve

        self._enter()
        first: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        served = asyncio.Event()

        async def connected(websocket: ServerConnection) -> None:
            if not first.done():
                first.set_result(websocket)
                await served.wait()

        async with serve(connected, host, port) as listener:
            where = next(iter(listener.sockets)).getsockname()
            log.info("event=listening ws=%s:%s", *where[:2])
            loop_over_messages = run_websocket(
                await first, threading.Event(), self.protocol, log, self.report_server_error
            )
            await self._serve(loop_over_messages)
            served.set()
