"""How long lessons keep a learner waiting: loading them all, and checking an exercise again.

    python benchmarks/lessons.py [--checks]

Loading: in fresh processes, after the imports, as every start does it; beside it from the lesson.toml
files themselves, as without the tables that are shipped. Processor time, the median and the extremes
of 15 processes. (A busy machine makes every process wait; that is not ours.)
Checking (`--checks`, needs torch): the solution of each lesson in a process that waits with torch
imported, as in an editor from the second check on, beside the same in a new process.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time

from torchtutor.lessons import load
from torchtutor.server.exercises import Submission, examine
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import as_target

PROCESSES = 15
# What `torchtutor lsp` has imported anyway when it loads the lessons.
LOAD = """
import importlib.resources, json, logging, pathlib, re, sys, time
import torchtutor.lessons
root = importlib.resources.files("torchtutor.lessons")
start = time.process_time()
found = torchtutor.lessons.load_with(()) if sys.argv[1] == "shipped" else torchtutor.lessons.load_from(root)
print((time.process_time() - start) * 1e3, len(found.lessons))
"""


def load_ms(how: str) -> float:
    """Loading all lessons in a fresh process, in milliseconds: from `shipped` tables or `files`."""
    command = [sys.executable, "-c", LOAD, how]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert int(words[1]) == len(load().lessons)
    return float(words[0])


def show(name: str, times: list[float], unit: str) -> None:
    """One line: the median and the extremes."""
    middle = statistics.median(times)
    print(f"{name:34} {middle:7.2f} {unit} [{min(times):.2f}, {max(times):.2f}]")


async def checks() -> None:
    """The second check of each exercise, on the process that waits and on a new one."""
    spares = Spares()
    target = as_target(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        for lesson in load().lessons:
            one = [Submission("x", lesson.file(lesson.exercise.solution))]
            path = f"{folder}/exercise.py"
            start = time.perf_counter()
            await examine(lesson, one, path, sys.executable)
            new_s = time.perf_counter() - start
            spares.want(target)
            while not spares.ready(target):
                await asyncio.sleep(0.05)
            start = time.perf_counter()
            report = (await examine(lesson, one, path, sys.executable, spares))[0]
            took = time.perf_counter() - start
            assert report.passed, report.first
            print(f"{lesson.order:02} {lesson.id:24} waiting {took:5.2f} s   new {new_s:5.2f} s")
    await spares.close()


def main() -> None:
    """Print the lines."""
    for name, how in (("load all lessons", "shipped"), ("the same from lesson.toml", "files")):
        show(name, [load_ms(how) for _ in range(PROCESSES)], "ms")
    if "--checks" in sys.argv[1:]:
        asyncio.run(checks())


if __name__ == "__main__":
    main()
