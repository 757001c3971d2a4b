"""Processes that wait: as new ones, used once, and never left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from torchtutor.server.runner.messages import Job
from torchtutor.server.runner.process import ask, run_job
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import Target

pytestmark = pytest.mark.torch
HERE = Target((sys.executable,))

# What a learner's code can see of its process.
LOOKS = """
import json, os, resource, signal, sys, threading
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        environment = {k: v for k, v in os.environ.items() if k != "TORCHTUTOR_RUN_ID"}
        limits = [resource.getrlimit(w) for w in (
            resource.RLIMIT_DATA, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)]
        print(json.dumps([
            os.getcwd(), sys.argv, sys.path, sorted(environment.items()), limits,
            sys.stdin.read(), signal.getsignal(signal.SIGINT) is signal.default_int_handler,
            [t.name for t in threading.enumerate() if t.name == "torchtutor-inbox"],
            os.environ.get("TORCHTUTOR_MARK"), sorted(os.listdir("/proc/self/fd")),
        ]))

    def forward(self, x):
        return self.fc(x)
"""


@pytest.fixture
async def spares() -> AsyncIterator[Spares]:
    held = Spares()
    yield held
    await held.close()


async def until_ready(spares: Spares, target: Target = HERE) -> None:
    async with asyncio.timeout(120):
        while not spares.ready(target):
            await asyncio.sleep(0.05)


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists():
            await asyncio.sleep(0.02)


def pid_of(spares: Spares) -> int:
    return spares.pids()[0]


async def looks(folder: Path, spares: Spares | None) -> list[Any]:
    job = Job(LOOKS, str(folder / "net.py"), "Net", measure=False)
    result = await run_job(job, HERE, timeout_s=60, on_event=lambda event: None, spares=spares)
    assert result["error"] is None
    seen: list[Any] = json.loads(result["output_text"].splitlines()[0])
    return seen


async def test_a_spare_is_as_a_new_process(tmp_path: Path, spares: Spares) -> None:
    spares.want(HERE)
    await until_ready(spares)
    pid = pid_of(spares)
    warm = await looks(tmp_path, spares)
    assert not Path(f"/proc/{pid}").exists()  # used once
    assert warm == await looks(tmp_path, None)
    assert warm[0] == str(tmp_path) and warm[4][1] == [0, 0]


async def test_it_is_replaced_after_a_run_and_answers_other_questions(spares: Spares) -> None:
    spares.want(HERE)
    while not spares.holds(HERE):
        await asyncio.sleep(0.05)
    # Clicked while it imports: what is imported by then is not imported again.
    found = await ask({"task": "describe"}, HERE, 60, spares)
    assert found["devices"][0] == "cpu"
    assert spares.holds(HERE)


async def test_another_environment_is_not_taken(
    tmp_path: Path, spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    spares.want(HERE)
    await started(spares)
    pid = pid_of(spares)
    monkeypatch.setenv("TORCHTUTOR_MARK", "changed")
    seen = await looks(tmp_path, spares)
    assert seen[8] == "changed"
    await until_gone(pid)


async def test_a_relative_pythonpath_means_another_folder_each_time(
    spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "src")
    spares.want(HERE)
    assert not spares.holds(HERE)


async def started(spares: Spares) -> None:
    async with asyncio.timeout(30):
        while not spares.pids():
            await asyncio.sleep(0.02)


async def test_one_that_died_is_not_taken(tmp_path: Path, spares: Spares) -> None:
    spares.want(HERE)
    await started(spares)
    pid = pid_of(spares)
    os.kill(pid, signal.SIGKILL)
    await until_gone(pid)
    assert (await looks(tmp_path, spares))[0] == str(tmp_path)


async def test_one_that_nobody_asked_for_gives_its_memory_back() -> None:
    spares = Spares(idle_s=0.2)
    spares.want(HERE)
    await started(spares)
    pid = pid_of(spares)
    await until_gone(pid)
    assert not spares.holds(HERE)
    await spares.close()


async def test_another_target_and_the_end(spares: Spares, tmp_path: Path) -> None:
    link = tmp_path / "python"
    link.symlink_to(sys.executable)
    other = Target((str(link),))
    spares.want(HERE)
    spares.want(other)
    async with asyncio.timeout(30):
        while len(spares.pids()) < 2:
            await asyncio.sleep(0.02)
    first, second = spares.pids()
    spares.keep_only({other})
    await until_gone(first)
    await spares.close()
    assert not Path(f"/proc/{second}").exists()
    spares.want(HERE)
    assert not spares.holds(HERE)


async def test_an_interpreter_without_torch_says_so_all_the_same(
    spares: Spares, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    bare = Target((str(python),))
    spares.want(bare)
    await started(spares)
    found = await ask({"task": "describe"}, bare, 60, spares)
    assert found["error"]["explanation_key"] == "explain-no-torch"
