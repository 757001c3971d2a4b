"""A learner's session in a real Helix, read from its screen, against the real server and real torch.

`make test-editors` installs Helix.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.terminal import Terminal

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONFIG = ROOT / "client-config" / "helix"
FIX = "Register the layers with `nn.ModuleList`"
PICTURES = ROOT / "build" / "screenshots" / "helix"


@pytest.fixture
def helix(tmp_path: Path) -> Iterator[Terminal]:
    """Helix with our configuration and a learner's file."""
    project = tmp_path / "project"
    project.mkdir()
    shutil.copy(HERE / "fixtures" / "stack.py", project)
    shutil.copytree(CONFIG, tmp_path / "helix")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
    }
    hx = shutil.which("hx") or str(ROOT / ".cache" / "editors" / "helix" / "hx")
    terminal = Terminal([hx, "stack.py"], folder=project, environment=environment)
    yield terminal
    terminal.close()


def test_a_session_in_helix(helix: Terminal, tmp_path: Path) -> None:
    def command(text: str) -> None:
        helix.keys("Escape")
        helix.type(f":{text}")
        helix.keys("Enter")

    # Helix shows the message below the line of the cursor, and a hover for what stands there.
    helix.wait("● +12")
    command("goto 12")
    helix.keys("w", "w")
    helix.wait("not register them, so they are not trained")
    helix.draw(PICTURES / "mistake.svg", "Helix")
    helix.press_until(lambda: helix.type(" k"), "A Module finds its layers")
    helix.draw(PICTURES / "hover.svg", "Helix")
    helix.keys("Escape")

    # Without code lenses, running is an action inside the class.
    helix.press_until(lambda: helix.type(" a"), "Run & time Stack · cpu")
    helix.draw(PICTURES / "actions.svg", "Helix")
    choose(helix, FIX, "Run & time")
    helix.wait("Confirmed by running", seconds=180)
    helix.wait("⚠ 68 parameters · 3 not registered")
    # Helix asks for inlay hints again after an edit only.
    command("goto 4")
    helix.press_until(lambda: helix.keys("o", "Escape"), "→ float32")
    helix.draw(PICTURES / "run.svg", "Helix")
    print(helix.screen())
    command("goto 13")
    helix.keys("w", "w")
    helix.press_until(lambda: helix.type(" a"), "Run & time")
    print(helix.screen())
    helix.keys("Escape")
    helix.keys("Escape")
    command("goto 8")
    helix.keys("w", "w")
    helix.press_until(lambda: helix.type(" a"), "Run & time")
    print(helix.screen())


def choose(helix: Terminal, first: str, entry: str) -> None:
    """Take an entry of the open menu, whose first entry is known and marked."""
    rows = {
        text: row
        for row, line in enumerate(helix.screen().splitlines())
        for text in (first, entry)
        if text in line
    }
    for _ in range(rows[entry] - rows[first]):
        helix.keys("Down")
    helix.keys("Enter")
