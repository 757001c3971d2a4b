"""A small language client for tests: a real server process, JSON-RPC frames, nothing hidden.

It answers what a server asks the way an editor does, keeps every message in order, and lets a test
wait for one instead of for a time.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

Json = dict[str, Any]
Answer = Callable[[Any], Any]
PATIENCE_S = 30.0

# What an editor with everything declares; a test takes away what it wants to be missing.
FULL: Json = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "codeDescriptionSupport": True,
            "versionSupport": True,
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            "isPreferredSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "codeLens": {},
        "inlayHint": {},
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
        "diagnostics": {"refreshSupport": True},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}
PULL: Json = {
    **FULL,
    "textDocument": {
        **FULL["textDocument"],
        "diagnostic": {"codeDescriptionSupport": True, "relatedInformation": True},
    },
}


class LspError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: Json) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: int = error["code"]
        self.message: str = error["message"]


class Client:
    """One server process and the conversation with it; `async with` starts and ends it.

    `answers` maps a method to a function from its parameters to our answer, beside the usual ones.
    `messages` holds (`<` from the server or `>` to it, message) in order.
    """

    def __init__(
        self,
        *arguments: str,
        environ: Mapping[str, str] | None = None,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        self._command = [sys.executable, "-m", "torchtutor", "lsp", *arguments]
        self._environ = {**os.environ, "LC_ALL": "C.UTF-8", **(environ or {})}
        self.messages: list[tuple[Literal["<", ">"], Json]] = []
        self.answers: dict[str, Answer] = dict(answers or {})
        self.stderr = b""
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self._ended = False
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, stderr=pipe, env=self._environ
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._input, self._output = self.process.stdin, self.process.stdout
        self._tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._read_errors(self.process.stderr)),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.returncode is None:
            if kind is None and self._waiting_is_possible():
                await self.shutdown()
            else:
                self.process.kill()
        await self.process.wait()
        await asyncio.gather(*self._tasks)
        if kind is not None:
            print("server's stderr:\n", self.stderr.decode(errors="replace"), file=sys.stderr)

    def _waiting_is_possible(self) -> bool:
        return not self._ended and not self._input.is_closing()

    # Messages

    async def _read(self) -> None:
        while True:
            try:
                head = await self._output.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError as end:
                assert not end.partial, f"not a message: {end.partial!r}"
                break
            sizes = [line for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")]
            message = json.loads(await self._output.readexactly(int(sizes[0].split(b":")[1])))
            async with self._news:
                self.messages.append(("<", message))
                self._take(message)
                self._news.notify_all()
        async with self._news:
            self._ended = True
            self._news.notify_all()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(EOFError("the server ended"))

    def _take(self, message: Json) -> None:
        if "method" not in message:
            future = self._waiting.pop(message["id"])
            if "error" in message:
                future.set_exception(LspError(message["error"]))
            else:
                future.set_result(message["result"])
        elif "id" in message:
            answer = self.answers.get(message["method"], _usual_answer)
            result = answer(message.get("params"))
            if result is not NO_ANSWER:
                self.send({"id": message["id"], "result": result})

    async def _read_errors(self, stream: asyncio.StreamReader) -> None:
        while chunk := await stream.read(1 << 16):
            self.stderr += chunk

    def send(self, message: Json) -> None:
        """Write one message."""
        message = {"jsonrpc": "2.0", **message}
        self.messages.append((">", message))
        body = json.dumps(message).encode()
        if not self._input.is_closing():
            self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def ask(self, method: str, params: Any = None) -> tuple[int, asyncio.Future[Any]]:
        """Send a request; its id and the future of its answer."""
        number = len(self.messages) + 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        self.send({"id": number, "method": method, "params": params})
        return number, future

    async def request(self, method: str, params: Any = None) -> Any:
        """Send a request and return its result; raises LspError for an error."""
        return await asyncio.wait_for(self.ask(method, params)[1], PATIENCE_S)

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def received(self, method: str) -> list[Any]:
        """The parameters of all messages of a method that came from the server."""
        return [
            m.get("params") for way, m in self.messages if way == "<" and m.get("method") == method
        ]

    async def wait_for(self, method: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """The parameters of the first such message from the server, already here or to come."""
        return (await self.wait_for_number(1, method, wanted))[0]

    async def wait_for_number(
        self, number: int, method: str, wanted: Callable[[Any], bool] = lambda _: True
    ) -> list[Any]:
        """The parameters of all such messages, as soon as there are so many."""

        def found() -> list[Any]:
            return [params for params in self.received(method) if wanted(params)]

        async def wait() -> list[Any]:
            async with self._news:
                await self._news.wait_for(lambda: len(found()) >= number or self._ended)
            assert len(found()) >= number, f"the server ended without {method}"
            return found()

        return await asyncio.wait_for(wait(), PATIENCE_S)

    # What editors do

    async def initialize(
        self,
        capabilities: Json = FULL,
        *,
        folder: Path | None = None,
        locale: str | None = None,
        options: Any = None,
    ) -> Json:
        """`initialize` and `initialized`; returns what the server can do.

        Without a spare process, which takes seconds of the CPU's time, and without results of
        earlier sessions, unless `options` ask for them.
        """
        if options is None or isinstance(options, dict):
            options = {"warm": False, "keepResults": False, **(options or {})}
        uri = folder.as_uri() if folder is not None else None
        params: Json = {"processId": None, "rootUri": uri, "capabilities": capabilities}
        if folder is not None:
            params["workspaceFolders"] = [{"uri": uri, "name": folder.name}]
        if locale is not None:
            params["locale"] = locale
        params["initializationOptions"] = options
        result: Json = await self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """`textDocument/didOpen`."""
        item = {"uri": uri, "languageId": "python", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, text: str, version: int) -> None:
        """`textDocument/didChange` with the whole text."""
        about = {"uri": uri, "version": version}
        changes = {"textDocument": about, "contentChanges": [{"text": text}]}
        self.notify("textDocument/didChange", changes)

    async def diagnostics(self, uri: str, version: int = 1) -> list[Json]:
        """What the server pushed last for a version of a document, once it has."""

        def wanted(params: Any) -> bool:
            return bool(params["uri"] == uri and params.get("version") == version)

        await self.wait_for("textDocument/publishDiagnostics", wanted)
        pushed = [p for p in self.received("textDocument/publishDiagnostics") if wanted(p)]
        found: list[Json] = pushed[-1]["diagnostics"]
        return found

    async def execute(self, command: str, argument: Json | None = None) -> Any:
        """`workspace/executeCommand` with the one object that our commands take."""
        arguments = [] if argument is None else [argument]
        return await self.request(
            "workspace/executeCommand", {"command": command, "arguments": arguments}
        )

    async def lenses(self, uri: str) -> list[Json]:
        """All code lenses."""
        found: list[Json] = await self.request(
            "textDocument/codeLens", {"textDocument": {"uri": uri}}
        )
        return found

    async def shutdown(self) -> int:
        """`shutdown`, `exit`, and the exit code."""
        await self.request("shutdown")
        self.notify("exit")
        return await asyncio.wait_for(self.process.wait(), PATIENCE_S)

    async def ended(self) -> None:
        """Wait until everything the server wrote has been read."""
        await asyncio.gather(*self._tasks)

    def hang_up(self) -> None:
        """Close the server's input, as an editor that crashes does."""
        self._input.close()


NO_ANSWER = object()


def _usual_answer(params: Any) -> Any:
    if isinstance(params, dict) and "items" in params:  # workspace/configuration
        return [None for _ in params["items"]]
    return {"success": True} if isinstance(params, dict) and "takeFocus" in params else None


def with_edit(text: str, edit: Json, uri: str) -> str:
    """A text with a WorkspaceEdit applied; columns count characters, so ASCII lines only."""
    if "documentChanges" in edit:
        edits = [e for change in edit["documentChanges"] for e in change["edits"]]
    else:
        edits = edit["changes"][uri]
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:line])) for line in range(len(lines) + 1)]

    def offset(place: Json) -> int:
        return starts[place["line"]] + int(place["character"])

    for change in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        start, end = offset(change["range"]["start"]), offset(change["range"]["end"])
        text = text[:start] + change["newText"] + text[end:]
    return text
