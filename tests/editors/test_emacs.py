"""A learner's session in a real Emacs, under eglot and under lsp-mode, against the real server and real torch.

`make test-editors` installs Emacs and both clients.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "client-config" / "emacs"


@pytest.mark.installed
@pytest.mark.parametrize("client", ["eglot", "lsp-mode"])
def test_a_session_in_emacs(client: str, tmp_path: Path) -> None:
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
    done = subprocess.run(
        ["emacs", "-Q", "--batch", "-l", str(HERE / "emacs" / f"{client}.el")],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   the diagnostic goes" in done.stdout
