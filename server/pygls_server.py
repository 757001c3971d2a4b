"""Workarounds for pygls 2.1, each with the problem it is for: start, end, and what carries the messages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound
from pygls.io_ import StdoutWriter, run_websocket
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from .pygls_protocol import TutorProtocol
from .wire import CHUNK, Frames, Output, listen

log = logging.getLogger(__name__)


class TutorServer(LanguageServer):
    """A language server with clean start and end. Never register a handler with `@thread`:
    pygls waits for such threads on exit."""

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
