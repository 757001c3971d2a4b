"""A learner's session in a real Vim with ALE, against the real server and real torch.

`make test-editors` installs both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "client-config" / "vim"


@pytest.mark.installed
def test_a_session_in_vim(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    file = shutil.copy(HERE / "fixtures" / "stack.py", project)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "TORCHTUTOR_FILE": str(file),
        "TORCHTUTOR_CONFIG": str(CONFIG),
    }
    script = str(HERE / "vim" / "session.vim")
    done = subprocess.run(
        ["vim", "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", script],
        cwd=project,
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
