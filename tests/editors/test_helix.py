"""A learner's session in a real Helix, read from its screen, against the real server and real torch.

`make test-editors` installs Helix.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.learner import CONFIGURATIONS, SCREENSHOTS, prepared
from tests.editors.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
FIX = "Register the layers with `nn.ModuleList`"
PICTURES = SCREENSHOTS / "helix"


@pytest.fixture
def helix(tmp_path: Path) -> Iterator[Terminal]:
    """Helix with our configuration and a learner's file."""
    shutil.copytree(CONFIGURATIONS / "helix", tmp_path / "helix")
    home = str(tmp_path)
    file, environment = prepared(tmp_path, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home)
    hx = shutil.which("hx") or str(ROOT / ".cache" / "editors" / "helix" / "hx")
    terminal = Terminal([hx, file.name], folder=file.parent, environment=environment)
    yield terminal
    terminal.close()


@pytest.mark.installed
def test_a_session_in_helix(helix: Terminal, tmp_path: Path) -> None:
    def command(text: str) -> None:
        helix.type(f":{text}")
        helix.keys("Enter")

    # Helix shows the message below the line of the cursor, and a hover for what stands there.
    helix.wait("● +12")
    command("goto 12")
    helix.keys("w", "w")
    helix.wait("not register them, so they are not trained")
    helix.press_until(lambda: helix.type(" k"), "A Module finds its layers")
    helix.draw(PICTURES / "hover.svg", "Helix")
    helix.keys("Escape")
    helix.wait("A Module finds its layers", gone=True)

    # Without code lenses, running is an action inside the class; so is the report.
    choose(helix, FIX, "Run & time Stack · cpu")
    helix.wait("Confirmed by running", seconds=180)
    helix.wait("⚠ 68 parameters · 3 not registered")
    # Helix asks for inlay hints again after an edit only.
    command("goto 4")
    helix.press_until(lambda: helix.keys("o", "Escape"), r"68 parameters.*→ float32\[32, 4\]")
    helix.wait("NOR")
    command("goto 13")
    helix.keys("w", "w")
    helix.wait("Confirmed by running")
    helix.draw(PICTURES / "run.svg", "Helix")
    # This version cannot be asked to open a file, and says where it is.
    choose(helix, FIX, "Report: Stack")
    helix.wait("Written to /")
    [report] = (tmp_path / "torchtutor" / "pages").glob("Stack-*.md")
    command(f"open {report}")
    helix.wait("68 parameters|parameters *│ *68|parameters .*68")
    helix.draw(PICTURES / "report.svg", "Helix")
    command("buffer-close")

    helix.wait("● +13")
    choose(helix, FIX, FIX)
    helix.wait(r"self\.layers = nn\.ModuleList\(\[")
    helix.wait("●", gone=True)
    command("write-quit")
    file = tmp_path / "project" / "stack.py"
    helix.closed()
    assert "self.layers = nn.ModuleList([" in file.read_text(encoding="utf-8")


def choose(helix: Terminal, first: str, entry: str) -> None:
    """Open the menu of actions and take one; the first entry is known, and marked at first."""
    screen = helix.press_until(lambda: helix.type(" a"), re.escape(entry)).splitlines()
    row, start = (
        next(i for i, line in enumerate(screen) if text in line) for text in (entry, first)
    )
    helix.keys(*["Down"] * (row - start), "Enter")
