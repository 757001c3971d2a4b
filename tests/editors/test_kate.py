"""A learner's session in a real Kate on a screen of its own, against the real server and real torch.

`make test-editors` installs Kate, the screen (Xvfb) and the accessibility bus through which the windows
are read.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.editors.learner import CONFIGURATIONS, HERE, SCREENSHOTS, play, prepared

KATERC = """[General]
Startup Session=new
Show welcome view for new window=false
Show Url Nav Bar=false
[Kate Plugins]
lspclientplugin=true
"""


@pytest.mark.installed
def test_a_session_in_kate(tmp_path: Path) -> None:
    config, runtime = tmp_path / "config", tmp_path / "run"
    for folder in (config / "kate" / "lspclient", runtime):
        folder.mkdir(parents=True)
    runtime.chmod(0o700)
    shutil.copy(CONFIGURATIONS / "kate" / "settings.json", config / "kate" / "lspclient")
    (config / "katerc").write_text(KATERC, encoding="utf-8")
    file, environment = prepared(
        tmp_path,
        XDG_CONFIG_HOME=str(config),
        XDG_DATA_HOME=str(tmp_path / "data"),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        XDG_RUNTIME_DIR=str(runtime),
        QT_QPA_PLATFORM="xcb",
        QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
        TORCHTUTOR_SHOTS=str(SCREENSHOTS / "kate"),
    )
    # Debian's own Python has the bindings of the accessibility bus.
    play(["/bin/sh", str(HERE / "kate" / "session.sh"), "/usr/bin/python3"], file, environment)
    assert "self.layers = nn.ModuleList([" in file.read_text(encoding="utf-8")
