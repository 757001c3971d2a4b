"""VS Code's real workbench in a headless Chromium, with the real extension and server.

`make test-editors` installs what this needs. The screenshots of each step stay in build/screenshots.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "editors" / "vscode"
VSIX = ROOT / "client-config" / "vscode" / "torchtutor.vsix"
SESSIONS = Path(__file__).parent / "vscode"


@pytest.mark.installed
@pytest.mark.parametrize("name", ["learner", "korean", "repair", "exercise", "server"])
def test_a_session_in_vs_code(name: str) -> None:
    done = subprocess.run(
        [
            FOLDER / "node" / "bin" / "node",
            SESSIONS / f"{name}.mjs",
            FOLDER,
            VSIX,
            sys.executable,
            ROOT / "build" / "screenshots" / name,
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
