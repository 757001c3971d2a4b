"""`torchtutor run --watch` and `--forget` in real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .marked import alive, new_mark

pytestmark = pytest.mark.torch

NET = """from torch import nn
from parts import WIDTH

RATE = 0.1


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, 4)

    def forward(self, x):
        return self.fc(x)


if __name__ == "__main__":
    raise SystemExit("training")
"""


class Watching:
    """The process, and what it has printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.text = ""

    async def until(self, words: str) -> str:
        """Read on until `words`; what came since the last call."""
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            while words not in self.text:
                chunk = await self.process.stdout.read(4096)
                assert chunk, f"it ended before: {words}\n{self.text}"
                self.text += chunk.decode()
        head, words, self.text = self.text.partition(words)
        return head + words


async def test_a_save_that_matters_runs_again(tmp_path: Path) -> None:
    net, parts = tmp_path / "net.py", tmp_path / "parts.py"
    net.write_text(NET, encoding="utf-8")
    parts.write_text("WIDTH = 3\n", encoding="utf-8")
    mark = new_mark()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "torchtutor", "run", str(net), "--watch", "--no-compile"),
        *("--python", sys.executable, "--language", "en"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **dict([mark])},
    )
    watching = Watching(process)
    assert "16 parameters" in await watching.until("Ctrl+C ends")
    net.write_text(NET.replace("0.1", "0.2"), encoding="utf-8")
    said = await watching.until("Nothing that Net needs has changed")
    assert "parameters" not in said
    net.write_text(NET.replace("self.fc =", "self.fc = (").replace("4)", "5"), encoding="utf-8")
    assert "parameters" not in await watching.until("Line 10 cannot be read: '(' was never closed")
    net.write_text(NET.replace("4)", "5)"), encoding="utf-8")
    assert "20 parameters" in await watching.until("Ctrl+C ends")
    parts.write_text("WIDTH = 7\n", encoding="utf-8")
    assert "40 parameters" in await watching.until("Ctrl+C ends")
    net.write_text(NET.replace("(x)", "(y)"), encoding="utf-8")
    assert "✗ line 13" in await watching.until("Ctrl+C ends")
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 20) == 2
    assert alive(mark) == []


def test_what_is_kept_can_be_deleted(tmp_path: Path) -> None:
    net = tmp_path / "net.py"
    net.write_text(NET.replace("from parts import WIDTH", "WIDTH = 3"), encoding="utf-8")
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def torchtutor(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "torchtutor", "run", "--language", "en", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    run = (str(net), "--no-compile", "--python", sys.executable)
    assert torchtutor(*run).returncode == 0
    assert "Compared with the run of" in torchtutor(*run).stdout
    gone = torchtutor("--forget")
    assert gone.returncode == 0 and " ".join(gone.stderr.split()).endswith(": 1.")
    assert not list((tmp_path / "cache").rglob("*.json"))
    (tmp_path / "pyproject.toml").write_text(
        "[tool.torchtutor]\nkeep-results = false\n", encoding="utf-8"
    )
    assert torchtutor(*run).returncode == 0
    assert not list((tmp_path / "cache").rglob("*.json"))
    assert torchtutor().returncode == 3
    refused = torchtutor(*run, "--watch", "--json")
    assert refused.returncode == 3 and "leave one out" in refused.stderr
