"""`torchtutor check-exercise --watch` as a process of its own, with a learner who edits the file."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from torchtutor.lessons import load

LESSON = load().lessons[0]
PATIENCE_S = 120.0
pytestmark = pytest.mark.torch


class Watch:
    """The process, and what it has printed so far."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.printed = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "torchtutor", "check-exercise", "--watch", file.name],
            cwd=file.parent,
            env={**os.environ, "LC_ALL": "C", "XDG_STATE_HOME": str(file.parent / "state")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)

    def until(self, words: str) -> str:
        """What is printed until `words` come, which are taken away with it."""
        assert self.process.stdout is not None
        end = time.monotonic() + PATIENCE_S
        while words not in self.printed:
            assert time.monotonic() < end, self.printed
            data = self.process.stdout.read()
            if data is None:
                time.sleep(0.02)
                continue
            assert data, (words, self.printed)
            self.printed += re.sub(r"\s+", " ", data.decode())
        before, _, self.printed = self.printed.partition(words)
        return before + words

    def save(self, text: str) -> None:
        """As most editors save: a new file takes the place of the old one."""
        header = f"# torchtutor: exercise {LESSON.id}/ex1\n"
        other = self.file.with_suffix(".new")
        other.write_text(header + text, encoding="utf-8")
        other.replace(self.file)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    command = [sys.executable, "-m", "torchtutor", "learn", "01", "--start", "--file", "net.py"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    found = Watch(tmp_path / "net.py")
    yield found
    if found.process.poll() is None:
        os.killpg(found.process.pid, signal.SIGKILL)
    found.process.wait()


def test_a_learner_works_in_the_file(watch: Watch) -> None:
    starter = LESSON.file(LESSON.exercise.starter)
    half = starter.replace(
        "[Block(width) for _ in range(depth)]",
        "nn.ModuleList([Block(width) for _ in range(depth)])",
    )
    assert half != starter
    assert "still the starter file" in watch.until("Ctrl+C to stop.")
    watch.save(half)
    said = watch.until("Ctrl+C to stop.")
    assert "`self.scale` gets gradients" in said and "checks hold" in said
    watch.save(half.replace("class Net", "class Net("))
    said = watch.until("Ctrl+C to stop.")
    assert "✗ clean net.py:16" in said and "is not Python yet: invalid syntax" in said
    assert "0 of" in said and "hint" not in said
    watch.file.unlink()
    assert "Cannot read" in watch.until("Ctrl+C to stop.")
    watch.file.write_bytes(b"")  # an editor that empties the file before it writes
    assert "not an exercise" in watch.until("Ctrl+C to stop.")
    watch.save(LESSON.file(LESSON.exercise.solution))
    assert "+" in watch.until("XP")
    assert watch.process.wait(PATIENCE_S) == 0


def descendants(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in tasks.read_text().split()] if tasks.exists() else []


def test_control_c_ends_it_and_its_processes(watch: Watch) -> None:
    watch.until("Ctrl+C to stop.")
    waiting = descendants(watch.process.pid)  # the one that imports torch meanwhile
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(PATIENCE_S) == 1
    assert "Traceback" not in watch.printed
    assert not any(Path(f"/proc/{pid}").exists() for pid in waiting)
