"""How the server starts and which ways there are to reach it, each with a real process."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import pytest
from torchtutor.server.wire import Frames
from websockets.asyncio.client import connect

from .e2e.client import Client
from .e2e.test_reading import NET, URI

# Reports the imported modules when the server has ended.
PROBE = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
"""
# Writes to descriptor 1 for each message that the server reads.
NOISE = """
import json, os
loads = json.loads
def loud(*arguments, **options):
    os.write(1, b"noise")
    return loads(*arguments, **options)
json.loads = loud
"""
INITIALIZE = {"processId": None, "rootUri": None, "capabilities": {}}


async def test_the_server_starts_without_what_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(PROBE, encoding="utf-8")
    async with Client(environ={"PYTHONPATH": str(tmp_path)}) as client:
        await client.initialize()
        client.open(URI, NET)
        await client.diagnostics(URI)
        await client.lenses(URI)
        assert await client.shutdown() == 0
        await client.ended()
        modules = set(json.loads(client.stderr.splitlines()[-1]))
    assert {"libcst", "pygls", "torchtutor.server.app"} <= modules
    # libcst itself imports libcst.metadata; nothing else may bring in a library nobody asked for.
    unwanted = {"rich", "torch", "libcst.matchers", "websockets", "urllib.request", "email"}
    assert modules & unwanted == set()


async def test_exit_without_shutdown_is_exit_code_1() -> None:
    async with Client() as client:
        await client.initialize()
        client.notify("exit")
        assert await client.process.wait() == 1


async def test_a_print_cannot_break_the_protocol(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOISE, encoding="utf-8")
    async with Client(environ={"PYTHONPATH": str(tmp_path)}) as client:
        await client.initialize()
        client.open(URI, NET)
        assert await client.diagnostics(URI)
        assert await client.shutdown() == 0
        await client.ended()
        assert b"noise" in client.stderr


@pytest.mark.parametrize("transport", ["tcp", "ws"])
async def test_a_client_can_come_over_the_network(transport: str) -> None:
    arguments = ["-m", "torchtutor", "lsp", f"--{transport}", "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    line = (await asyncio.wait_for(process.stderr.readline(), 30)).decode()
    port = int(re.findall(rf"{transport}=127\.0\.0\.1:(\d+)", line)[0])
    steps: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": INITIALIZE},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    answers = await (over_tcp(port, steps) if transport == "tcp" else over_websocket(port, steps))
    assert [answer["id"] for answer in answers] == [1, 2]
    assert answers[0]["result"]["serverInfo"]["name"] == "torchtutor"
    assert await asyncio.wait_for(process.wait(), 30) == 0


async def over_tcp(port: int, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for step in steps:
        body = json.dumps({"jsonrpc": "2.0", **step}).encode()
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        if "id" in step:
            head = await reader.readuntil(b"\r\n\r\n")
            size = int(re.findall(rb"Content-Length: (\d+)", head)[0])
            answers.append(json.loads(await reader.readexactly(size)))
    assert await reader.read() == b""
    writer.close()
    return answers


async def over_websocket(port: int, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answers = []
    async with connect(f"ws://127.0.0.1:{port}") as socket:
        for step in steps:
            await socket.send(json.dumps({"jsonrpc": "2.0", **step}))
            if "id" in step:
                answers.append(json.loads(await socket.recv()))
    return answers


def framed(**message: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


COMMAND = [sys.executable, "-m", "torchtutor", "lsp", "--log-level", "error"]
FIRST = framed(id=0, method="initialize", params=INITIALIZE)


def test_a_client_that_writes_everything_before_it_reads_is_not_waited_for() -> None:
    count = 4000  # more than any pipe holds, in both directions
    with subprocess.Popen(COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        overdue = threading.Timer(60, process.kill)
        overdue.start()
        process.stdin.write(FIRST)
        for number in range(1, count + 1):
            process.stdin.write(framed(id=number, method="not/offered", params={}))
        process.stdin.close()
        answers = [json.loads(body) for body in Frames().feed(process.stdout.read())]
        assert process.wait() == 0
        overdue.cancel()
    assert [answer["id"] for answer in answers if "id" in answer] == list(range(count + 1))


def test_messages_may_come_from_a_file(tmp_path: Path) -> None:
    messages, answers = tmp_path / "in", tmp_path / "out"
    messages.write_bytes(FIRST + framed(id=1, method="not/offered", params={}))
    with messages.open("rb") as given, answers.open("wb") as kept:
        assert subprocess.run(COMMAND, stdin=given, stdout=kept, check=False).returncode == 0
    assert [json.loads(b)["id"] for b in Frames().feed(answers.read_bytes())] == [0, 1]
