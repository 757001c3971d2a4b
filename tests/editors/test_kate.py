"""A learner's session in a real Kate on a screen of its own, against the real server and real torch.

`make test-editors` installs Kate, the screen (Xvfb) and the accessibility bus through which the windows
are read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONFIG = ROOT / "client-config" / "kate"
KATERC = """[General]
Startup Session=new
Show welcome view for new window=false
Show Url Nav Bar=false
[Kate Plugins]
lspclientplugin=true
"""


@pytest.mark.installed
def test_a_session_in_kate(tmp_path: Path) -> None:
    project = tmp_path / "project"
    config = tmp_path / "config"
    runtime = tmp_path / "run"
    for folder in (project, config / "kate" / "lspclient", runtime):
        folder.mkdir(parents=True)
    runtime.chmod(0o700)
    file = shutil.copy(HERE / "fixtures" / "stack.py", project)
    shutil.copy(CONFIG / "settings.json", config / "kate" / "lspclient")
    (config / "katerc").write_text(KATERC, encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(config),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "TORCHTUTOR_FILE": str(file),
        "TORCHTUTOR_SHOTS": str(ROOT / "build" / "screenshots" / "kate"),
    }
    # Debian's own Python has the bindings of the accessibility bus.
    done = subprocess.run(
        ["/bin/sh", str(HERE / "kate" / "session.sh"), "/usr/bin/python3"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   the diagnostic goes" in done.stdout
    assert "self.layers = nn.ModuleList([" in Path(file).read_text(encoding="utf-8")
