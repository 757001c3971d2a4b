"""What sessions in real editors have in common: a learner's file, our command, and how they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCREENSHOTS = HERE.parents[1] / "build" / "screenshots"
CONFIGURATIONS = HERE.parents[1] / "client-config"


def prepared(folder: Path, **more: str) -> tuple[Path, dict[str, str]]:
    """The learner's file in a new project below `folder`, and an environment: `folder` is its home, our command is
    on its PATH."""
    project = folder / "project"
    project.mkdir()
    file = Path(shutil.copy(HERE / "fixtures" / "stack.py", project))
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    known = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TORCHTUTOR_FILE": str(file)}
    return file, {**os.environ, **known, **more}


def play(command: list[str], file: Path, environment: dict[str, str]) -> None:
    """Let an editor play its script; fails with all it said unless every step went as it should."""
    done = subprocess.run(
        command,
        cwd=file.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   the diagnostic goes" in done.stdout
