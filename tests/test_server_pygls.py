"""Each workaround for pygls (pygls_protocol.py, pygls_server.py), on a server with a few handlers of its own."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.feature_manager import is_thread_function
from torchtutor.server.app import create_server
from torchtutor.server.progress import ProgressBar
from torchtutor.server.pygls_server import TutorServer
from torchtutor.server.wire import Frames


class Line:
    """The client's end of a connection to a server in this process."""

    def __init__(self) -> None:
        self.reader = asyncio.StreamReader()
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent_from: list[int] = []

    # The writer that pygls sees.
    def write(self, data: bytes) -> None:
        self.sent_from.append(threading.get_ident())
        self.messages.put_nowait(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        self.reader.feed_eof()

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.reader.feed_data(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.messages.get(), 10)

    async def ask(self, number: int, method: str, params: Any = None) -> dict[str, Any]:
        self.send(id=number, method=method, params=params)
        return await self.next()


class Served:
    """A server, the client's line to it, and what its handlers went through."""

    def __init__(self) -> None:
        self.server = TutorServer("test", "0")
        self.line = Line()
        self.started = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.arguments: list[Any] = []

        @self.server.command("wait")
        async def wait(ls: TutorServer, arguments: list[Any]) -> None:
            self.arguments = arguments
            self.started.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise

        @self.server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
        def changed(ls: TutorServer, params: Any) -> None:
            raise ValueError("a bug in a handler")

        self.task = asyncio.ensure_future(self.server.serve_streams(self.line.reader, self.line))


@asynccontextmanager
async def serving(initialize: bool = True) -> AsyncIterator[Served]:
    served = Served()
    if initialize:
        answer = await served.line.ask(
            1, "initialize", {"capabilities": {}, "processId": None, "rootUri": None}
        )
        assert "result" in answer
        served.server.use_document_store()
    yield served
    served.line.close()
    await asyncio.wait_for(served.task, 10)


def execute(number: int, *arguments: Any) -> dict[str, Any]:
    params = {"command": "wait", "arguments": list(arguments)}
    return {"id": number, "method": "workspace/executeCommand", "params": params}


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_messages_are_cut_out_of_what_arrives_however_it_is_split(size: int) -> None:
    bodies = [b"{}", b"", "Gewöhnlich\r\n\r\n".encode(), b"[]"]
    stream = b"a line of no header\r\n\r\n"
    for number, body in enumerate(bodies):
        kind = b"Content-Type: application/json\r\n" * number
        stream += kind + b"content-length: %d\r\n" % len(body) + kind + b"\r\n" + body
    frames = Frames()
    chunks = (stream[at : at + size] for at in range(0, len(stream), size))
    assert [body for chunk in chunks for body in frames.feed(chunk)] == bodies


async def test_a_cancelled_command_stops() -> None:
    async with serving() as served:
        served.line.send(**execute(2, {"uri": "a"}, 3))
        await asyncio.wait_for(served.started.wait(), 10)
        assert served.arguments == [{"uri": "a"}, 3]
        served.line.send(method="$/cancelRequest", params={"id": 2})
        answer = await served.line.next()
        assert (answer["id"], answer["error"]["code"]) == (2, -32800)
        await asyncio.wait_for(served.cancelled.wait(), 10)


async def test_cancelling_what_was_answered_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as served:
        served.line.send(method="$/cancelRequest", params={"id": 99})
        answer = await served.line.ask(3, "workspace/executeCommand", {"command": "nothing"})
        assert answer["error"]["code"] == -32602
    assert "99" not in caplog.text


async def test_shutdown_ends_a_running_command_first() -> None:
    async with serving() as served:
        ended: list[str] = []

        async def at_end() -> None:
            await asyncio.sleep(0)
            ended.append("work")

        served.server.at_end = at_end
        served.line.send(**execute(2))
        await asyncio.wait_for(served.started.wait(), 10)
        served.line.send(id=3, method="shutdown")
        answers = {(answer := await served.line.next())["id"]: answer for _ in range(2)}
        assert answers[2]["error"]["code"] == -32800
        assert answers[3]["result"] is None
        assert ended == ["work"]
        served.line.send(
            id=4,
            method="textDocument/hover",
            params={"textDocument": {"uri": "a"}, "position": {"line": 0, "character": 0}},
        )
        assert (await served.line.next())["error"]["code"] == -32600
        served.line.send(method="exit")
        await asyncio.wait_for(served.task, 10)
        assert served.server.exit_code == 0


async def test_exit_without_shutdown_is_an_error_code() -> None:
    async with serving() as served:
        served.line.send(method="exit")
        await asyncio.wait_for(served.task, 10)
        assert served.server.exit_code == 1


async def test_nothing_is_answered_before_initialize() -> None:
    async with serving(initialize=False) as served:
        answer = await served.line.ask(1, "shutdown")
        assert answer["error"]["code"] == -32002


async def test_a_bug_in_a_notification_handler_is_logged_and_no_popup(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving() as served:
        served.line.send(method="workspace/didChangeConfiguration", params={"settings": {}})
        answer = await served.line.ask(2, "workspace/executeCommand", {"command": "nothing"})
        assert answer["id"] == 2  # and no window/showMessage before it
    assert "a bug in a handler" in caplog.text


async def test_asking_for_what_was_not_offered_is_answered_and_no_news(
    caplog: pytest.LogCaptureFixture,
) -> None:
    document = {"textDocument": {"uri": "file:///net.py"}}
    async with serving() as served:
        answer = await served.line.ask(2, "textDocument/documentSymbol", document)
        assert (answer["id"], answer["error"]["code"]) == (2, -32601)
    assert "event=server-error" not in caplog.text


async def test_a_request_with_malformed_parameters_gets_an_error() -> None:
    async with serving() as served:
        answer = await served.line.ask(2, "textDocument/hover", {"position": "here"})
        assert (answer["id"], answer["error"]["code"]) == (2, -32602)


async def test_an_answer_after_its_waiter_was_cancelled_is_ignored(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving() as served:
        waiting = asyncio.ensure_future(served.server.work_done_progress.create_async("token"))
        asked = await served.line.next()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        served.line.send(id=asked["id"], result=None)
        await served.line.ask(2, "workspace/executeCommand", {"command": "nothing"})
    assert not [
        record
        for record in caplog.records
        if record.levelno >= logging.ERROR and "Unable" in record.getMessage()
    ]
    assert "InvalidStateError" not in caplog.text


async def test_a_progress_token_is_used_once_and_dropped() -> None:
    async with serving() as served:
        cancelled = asyncio.Event()
        bar = ProgressBar(served.server, "title", cancelled.set)
        asked = await served.line.next()
        assert asked["method"] == "window/workDoneProgress/create"
        token = asked["params"]["token"]
        served.line.send(id=asked["id"], result=None)
        begun = await served.line.next()
        assert begun["params"]["value"]["kind"] == "begin"
        served.line.send(method="window/workDoneProgress/cancel", params={"token": token})
        await asyncio.wait_for(cancelled.wait(), 10)
        bar.end("over")
        assert (await served.line.next())["params"]["value"]["kind"] == "end"
        assert served.server.work_done_progress.tokens == {}


async def test_a_progress_bar_that_ends_before_the_client_answers_never_begins() -> None:
    async with serving() as served:
        bar = ProgressBar(served.server, "title", lambda: None)
        asked = await served.line.next()
        bar.end("over")
        served.line.send(id=asked["id"], result=None)
        answer = await served.line.ask(2, "workspace/executeCommand", {"command": "nothing"})
        assert answer["id"] == 2  # and no $/progress before it


async def test_messages_leave_from_the_loop_whoever_sends_them() -> None:
    async with serving() as served:
        params = types.LogMessageParams(types.MessageType.Info, "from a thread")
        await asyncio.to_thread(served.server.window_log_message, params)
        assert (await served.line.next())["params"]["message"] == "from a thread"
        assert set(served.line.sent_from) == {threading.get_ident()}


async def test_a_client_that_is_gone_ends_the_server() -> None:
    async with serving() as served:

        def broken(data: bytes) -> None:
            raise BrokenPipeError

        served.line.write = broken  # type: ignore[method-assign]  # the pipe breaks
        served.server.window_log_message(types.LogMessageParams(types.MessageType.Info, "x"))
        await asyncio.wait_for(served.task, 10)
        assert not served.server.connected


def test_no_handler_of_ours_runs_in_a_thread_or_blocks_on_a_client() -> None:
    server = create_server()
    for name, handler in {**server.protocol.fm.features, **server.protocol.fm.commands}.items():
        assert not is_thread_function(handler), name
    for name, command in server.protocol.fm.commands.items():
        assert inspect.iscoroutinefunction(command), name


def test_an_error_that_answers_a_request_leaves_no_traceback_in_the_log() -> None:
    from torchtutor.server.log import Refusals

    error = JsonRpcException("no", code=-32602)
    record = logging.LogRecord("pygls", logging.ERROR, "", 0, "x", (), (type(error), error, None))
    assert not Refusals().filter(record)
    bug = ValueError("bug")
    assert Refusals().filter(logging.LogRecord("p", 40, "", 0, "x", (), (ValueError, bug, None)))


async def test_edits_are_applied_in_order_or_not_at_all() -> None:
    uri = "file:///a%20b/net.py"
    told: list[str] = []

    def edit(line: object, text: object) -> dict[str, Any]:
        place = {"line": line, "character": 0}
        return {"range": {"start": place, "end": place}, "text": text}

    async with serving() as served:
        served.server.on_edit = told.append

        async def text_after(*changes: Any) -> str:
            about = {"uri": uri, "version": len(told) + 2}
            params = {"textDocument": about, "contentChanges": list(changes)}
            served.line.send(method="textDocument/didChange", params=params)
            await served.line.ask(2, "workspace/executeCommand", {"command": "nothing"})
            return served.server.workspace.get_text_document(uri).source

        document = {"uri": uri, "languageId": "python", "version": 1, "text": "x\n"}
        served.line.send(method="textDocument/didOpen", params={"textDocument": document})
        assert await text_after(edit(1, "y\n"), edit(1, "z")) == "x\nzy\n"
        assert told == [uri]
        for broken in (edit("1", "a"), edit(1, None), {"range": {}, "text": "a"}, None):
            assert await text_after(edit(0, "b"), broken) == "x\nzy\n"
        assert await text_after({"text": "whole"}) == "whole"
        assert told == [uri, uri]
        assert served.server.workspace.get_text_document(uri).version == 3
