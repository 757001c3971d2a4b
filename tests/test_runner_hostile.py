"""Code that does its worst, in a new process and in one that waited: a result, and nothing stays.

tests/test_runner_process.py has the plainer cases: loops, crashes, memory, keyboard, threads.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from torchtutor.server.runner.messages import Job, RunEvent
from torchtutor.server.runner.process import run_job
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import Target

from .e2e.hanging import HANGS, Listener
from .marked import alive, new_mark

pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("nothing_stays")]
HERE = Target((sys.executable,))


@pytest.fixture(params=["new", "spare"])
async def spares(request: pytest.FixtureRequest) -> AsyncIterator[Spares | None]:
    """None for a new process; else one that waits, imports done or not, since it was asked now."""
    if request.param == "new":
        yield None
        return
    held = Spares()
    held.want(HERE)
    async with asyncio.timeout(60):
        while not held.pids():
            await asyncio.sleep(0.02)
    yield held
    await held.close()


def net(init: str = "pass", forward: str = "pass") -> str:
    return "\n".join(
        [
            "import atexit, os, resource, signal, subprocess, sys, threading, time",
            "import torch",
            "from torch import nn",
            "class Net(nn.Module):",
            "    def __init__(self):",
            "        super().__init__()",
            f"        {init}",
            "        self.fc = nn.Linear(3, 4)",
            "    def forward(self, x):",
            f"        {forward}",
            "        return self.fc(x)",
            "",
        ]
    )


async def run(
    source: str, folder: Path, spares: Spares | None, timeout_s: float = 60, **options: Any
) -> dict[str, Any]:
    job = Job(source, str(folder / "net.py"), "Net", measure=False, **options)
    return await run_job(job, HERE, timeout_s=timeout_s, on_event=lambda event: None, spares=spares)


FORKS = """for _ in range(2000):
            if os.fork() == 0:
                time.sleep(1000)"""
SESSIONS = """for _ in range(300):
            if os.fork() == 0:
                os.setsid(); time.sleep(1000)"""
WORST = [
    # init, forward, kind, message
    ("pass", FORKS, "died", "more than 128 processes"),
    ("pass", SESSIONS, "died", "more than 128 processes"),
    ("while True: print('x' * 100_000)", "pass", "died", "more than 64 MiB"),
    ("pass", "while True: os.write(1, b'y' * 100_000)", "died", "more than 64 MiB"),
    (
        "os.truncate(os.open('big', os.O_CREAT | os.O_RDWR), 10 << 30)",
        "pass",
        "learner",
        "too large",
    ),
    ("pass", "os.kill(os.getpid(), signal.SIGSEGV)", "died", "SIGSEGV"),
    ("pass", "os.killpg(0, signal.SIGTERM)", "died", "SIGTERM"),
    ("pass", "os._exit(0)", "died", "code 0"),
]


@pytest.mark.parametrize(("init", "forward", "kind", "message"), WORST)
async def test_the_worst_ends_in_a_result(
    init: str, forward: str, kind: str, message: str, tmp_path: Path, spares: Spares | None
) -> None:
    error = (await run(net(init, forward), tmp_path, spares))["error"]
    assert (error["kind"], message in error["message"]) == (kind, True)
    assert error["explanation"] or kind == "learner"


HARMLESS = [
    # init, forward
    ("atexit.register(time.sleep, 1000)", "pass"),
    ("threading.Thread(target=time.sleep, args=(1000,)).start()", "pass"),
    ("os.chdir('/'); sys.argv[:] = []", "os.environ.clear()"),
    ("os.path.exists('net.py') and os.unlink('net.py')", "pass"),
    ("sys.stdout.close(); sys.stderr = sys.stdin = None", "pass"),
    ("[signal.signal(s, signal.SIG_IGN) for s in (1, 2, 15)]", "signal.alarm(0)"),
    ("sys.setrecursionlimit(50_000); sys.setswitchinterval(10)", "pass"),
]


@pytest.mark.parametrize(("init", "forward"), HARMLESS)
async def test_what_only_looks_bad_has_its_result(init: str, forward: str, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("deleted by the run", encoding="utf-8")
    result = await run(net(init, forward), tmp_path, None)
    assert result["error"] is None
    assert result["output"] == "float32[32, 4]"
    assert result["timing"]["eager_ms"] > 0


async def test_patched_clocks_and_torch_measure_nothing_wrong(
    tmp_path: Path, spares: Spares | None
) -> None:
    lie = "time.perf_counter = time.thread_time = time.process_time = lambda: 0.0"
    more = "time.sleep = lambda s: None; torch.cuda.synchronize = torch.compile = print"
    result = await run(net(f"{lie}; {more}", "torch.ones(200, 200) @ torch.ones(200, 200)"),
                       tmp_path, spares)  # fmt: skip
    assert result["error"] is None
    assert result["timing"]["eager_ms"] > 0.005


async def test_no_core_files_and_a_bound_on_files(tmp_path: Path, spares: Spares | None) -> None:
    limits = "print([resource.getrlimit(r) for r in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)])"
    text = (await run(net(limits), tmp_path, spares))["output_text"]
    core, size = json.loads(text.splitlines()[0].replace("(", "[").replace(")", "]"))
    assert core == [0, 0]
    assert size[0] == 4 << 30


async def test_cancelling_takes_less_than_a_second(tmp_path: Path, spares: Spares | None) -> None:
    async with Listener() as processes:
        job = Job(HANGS.format(port=processes.port), str(tmp_path / "net.py"), "Hangs")

        def ignore(event: RunEvent) -> None: ...

        running = run_job(job, HERE, timeout_s=60, on_event=ignore, spares=spares)
        task = asyncio.create_task(running)
        await asyncio.wait_for(processes.started.wait(), 60)
        begun = time.monotonic()
        task.cancel()
        await asyncio.wait([task])
        answered = time.monotonic()
        await asyncio.wait_for(processes.ended.wait(), 10)
    # A tenth of a second by itself, and at most 0.3 s on two cores with sixteen busy processes: what
    # answers has slept, so it comes first, and killing asks nobody.
    assert answered - begun < 1
    assert processes.ended_at - begun < 1


SERVER = """
import asyncio, sys
from torchtutor.server.runner.messages import Job
from torchtutor.server.runner.process import run_job
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import Target

async def main():
    spares = Spares()
    spares.want(Target(("/dev/null/none",)))
    spares.want(Target((sys.executable,)))
    source = sys.stdin.read()
    job = Job(source, sys.argv[1], "Hangs")
    await run_job(job, sys.executable, timeout_s=600, on_event=lambda event: None)

asyncio.run(main())
"""


async def test_a_killed_server_takes_everything_with_it(tmp_path: Path) -> None:
    """The run, the child that it started, and the spare."""
    mark = new_mark()
    async with Listener() as processes:
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", SERVER, str(tmp_path / "net.py")),
            stdin=asyncio.subprocess.PIPE,
            env={**os.environ, **dict([mark])},
        )
        assert server.stdin is not None
        server.stdin.write(HANGS.format(port=processes.port).encode())
        server.stdin.close()
        await asyncio.wait_for(processes.started.wait(), 60)
        async with asyncio.timeout(60):
            while len(alive(mark)) < 4:  # the spare may come last
                await asyncio.sleep(0.05)
        server.kill()
        await server.wait()
        await asyncio.wait_for(processes.ended.wait(), 10)
    async with asyncio.timeout(10):
        while alive(mark):
            await asyncio.sleep(0.05)
