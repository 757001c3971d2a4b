"""A Module that never returns and starts a process of its own, and an ear for the end of both."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Self

HANGS = """import socket, subprocess, sys
from torch import nn


class Hangs(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        line = socket.create_connection(("127.0.0.1", {port}))
        sleep = "import time; time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", sleep], pass_fds=[line.fileno()])
        line.sendall(b"here")
        while True:
            pass
"""


class Listener:
    """Hears when the learner's processes have started, and when the last of them has ended."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.ended = asyncio.Event()
        self.ended_at = 0.0  # time.monotonic()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(4)
        self.started.set()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        self.ended_at = time.monotonic()
        self.ended.set()
        writer.close()
