"""However a run ends, and whenever the server does: nothing is left behind, with real processes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from pathlib import Path

import pytest

from .client import Client
from .hanging import HANGS, Listener

pytestmark = pytest.mark.torch

OPTIONS = {"compile": False, "interpreter": sys.executable}

NET = """from torch import nn


class Other(nn.Module):
    def forward(self, x):
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 10)

    def forward(self, x):
        return self.out(x)
"""


@pytest.mark.parametrize("how", ["progress", "command", "shutdown", "hang up", "SIGTERM"])
async def test_nothing_is_left_of_a_run_that_hangs(how: str, tmp_path: Path) -> None:
    uri = (tmp_path / "hangs.py").as_uri()
    async with Listener() as processes, Client() as client:
        await client.initialize(options={**OPTIONS, "language": "en"})
        client.open(uri, HANGS.format(port=processes.port))
        argument = {"uri": uri, "class": "Hangs"}
        await client.execute("torchtutor.run", argument)
        begun = await client.wait_for("$/progress")
        await asyncio.wait_for(processes.started.wait(), 60)
        [lens] = await client.lenses(uri)
        assert lens["command"]["title"].startswith("◌ ")
        assert lens["command"]["title"].endswith("Cancel")
        assert not processes.ended.is_set()
        begun_at = time.monotonic()
        if how in ("progress", "command"):
            if how == "progress":
                client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
            else:
                answer = await client.request("workspace/executeCommand", lens["command"])
                assert answer == {"cancelled": True}
                assert time.monotonic() - begun_at < 1
            finished = await client.wait_for("torchtutor/runFinished")
            assert (finished["state"], finished["result"]) == ("cancelled", None)
            assert time.monotonic() - begun_at < 1
            await asyncio.wait_for(processes.ended.wait(), 10)
            assert processes.ended_at - begun_at < 1
            [lens] = await client.lenses(uri)
            assert lens["command"]["title"] == "▷ Run & time · cpu"
            assert await client.execute("torchtutor.cancelRun", argument) == {"cancelled": False}
        elif how == "shutdown":
            assert await client.shutdown() == 0
        elif how == "hang up":
            client.hang_up()
            assert await client.process.wait() == 0
        else:
            client.process.send_signal(signal.SIGTERM)
            assert await client.process.wait() == 0
        await asyncio.wait_for(processes.ended.wait(), 10)


async def test_a_spare_waits_while_a_module_is_on_the_screen(tmp_path: Path) -> None:
    def children() -> list[str]:
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = entry.read_text("ascii", "replace").rpartition(")")[2].split()
                if int(fields[1]) == client.process.pid:
                    found.append(entry.parent.name)
        return found

    async def until(count: int) -> None:
        async with asyncio.timeout(30):
            while len(children()) != count:
                await asyncio.sleep(0.05)

    uri = (tmp_path / "net.py").as_uri()
    async with Client() as client:
        await client.initialize(options={**OPTIONS, "warm": True}, folder=tmp_path)
        client.open(uri, NET)
        assert children() == []
        assert len(await client.lenses(uri)) == 2
        await until(1)
        spare = children()
        await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        finished = await client.wait_for("torchtutor/runFinished")
        assert finished["result"]["error"] is None
        async with asyncio.timeout(10):  # it ends after it was told, not before
            while Path("/proc", spare[0]).exists():
                await asyncio.sleep(0.05)
        await until(1)
        assert await client.shutdown() == 0
        await until(0)
