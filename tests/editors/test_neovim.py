"""A learner's session in a real Neovim, with our configuration, against the real server and real torch."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tests.editors.learner import CONFIGURATIONS, HERE, SCREENSHOTS, prepared
from tests.editors.terminal import Terminal

PICTURES = SCREENSHOTS / "neovim"
WARNING = 2  # vim.diagnostic.severity

pytestmark = [pytest.mark.editor, pytest.mark.torch]


def session(nvim: str, folder: Path, language: str) -> dict[str, Any]:
    """What the user saw in neovim/session.lua; fails with Neovim's output when a step failed."""
    seen = folder / "seen.json"
    file, environment = prepared(
        folder,
        XDG_CONFIG_HOME=str(folder / "config"),
        XDG_DATA_HOME=str(folder / "data"),
        XDG_STATE_HOME=str(folder / "state"),
        TORCHTUTOR_CONFIG=str(CONFIGURATIONS / "neovim"),
        TORCHTUTOR_LANGUAGE=language,
        TORCHTUTOR_SEEN=str(seen),
    )
    script = str(HERE / "neovim" / "session.lua")
    done = subprocess.run(
        [nvim, "--headless", "--clean", "-n", "-u", "NONE", "-l", script],
        cwd=file.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    result: dict[str, Any] = json.loads(seen.read_text(encoding="utf-8"))
    assert done.returncode == 0, f"{result.get('problem')}\n{done.stdout}{done.stderr}"
    return result


def test_a_session_in_english(nvim: str, tmp_path: Path) -> None:
    seen = session(nvim, tmp_path, "en")
    line = (
        (HERE / "fixtures" / "stack.py")
        .read_text(encoding="utf-8")
        .splitlines()
        .index("        self.layers = [nn.Linear(WIDTH, WIDTH) for _ in range(3)]")
    )
    found = seen["diagnostic"]
    assert found["code"] == "module-list-not-registered"
    assert (found["source"], found["severity"]) == ("torchtutor", WARNING)
    assert found["range"][0] == line
    assert "self.layers" in found["message"]
    assert seen["encoding"] == "utf-8"
    assert seen["messages"] == []
    assert "nn.Module" in seen["hover"]
    assert "Run & time · cpu" in seen["lens_before"]
    assert seen["confirmed"]["message"].startswith(found["message"])
    assert "Confirmed by running" in seen["confirmed"]["message"]
    assert seen["confirmed"]["range"] == found["range"]
    assert "68 parameters · 3 not registered" in seen["lens_after"]
    # between the two stands the layer's share of the time, where it is not too small to tell
    assert "68 parameters" in seen["inlay_hint"] and "→ float32[32, 4]" in seen["inlay_hint"]
    assert seen["cancelled"] == "cancelled"
    assert "`self.layers[0]`" in seen["report"]
    assert seen["example"] == "# torchtutor: example Stack()(torch.randn(32, 16))"
    assert seen["lesson"].startswith("# ")
    assert seen["picked_lesson"] == seen["lesson"]
    assert seen["lessons"][0].startswith("1. ")
    assert "cpu" in seen["devices"]
    assert seen["device_chosen"] == "TorchTutor: cpu"
    assert seen["fixed"].strip().startswith("self.layers = nn.ModuleList([")


def test_a_session_in_korean(nvim: str, tmp_path: Path) -> None:
    seen = session(nvim, tmp_path, "ko")
    texts = [seen[name] for name in ("lens_before", "hover", "cancelled", "report", "lesson")]
    for text in (*texts, seen["diagnostic"]["message"]):
        assert re.search("[가-힣]", text), text
    assert seen["confirmed"]["message"].startswith(seen["diagnostic"]["message"])
    assert seen["messages"] == []


INIT = """
vim.opt.runtimepath:prepend('{config}')
vim.lsp.enable('torchtutor')
vim.diagnostic.config({{ virtual_lines = {{ current_line = true }} }})
vim.opt.number = true
"""


@pytest.mark.installed
def test_a_session_in_a_terminal(nvim: str, tmp_path: Path) -> None:
    """As a person sees it, with colours; the picture in client-config/README.md is from here."""
    shutil.copy(HERE / "fixtures" / "stack.py", tmp_path)
    init = tmp_path / "init.lua"
    init.write_text(INIT.format(config=CONFIGURATIONS / "neovim"), encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
        "LC_ALL": "C.UTF-8",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    command = [nvim, "--clean", "-n", "-u", str(init), "+12", "stack.py"]
    terminal = Terminal(command, folder=tmp_path, environment=environment, size=(130, 22))
    try:
        terminal.wait("PyTorch cannot see the layers")
        terminal.wait("Run & time · cpu")
        terminal.type(":TorchTutorRun")
        terminal.keys("Enter")
        terminal.wait(r"Stack.*68 parameters · 3 not registered.*Report", seconds=180)
        terminal.wait(r"→ float32\[32, 4\]")
        terminal.draw(PICTURES / "run.svg", "Neovim")
    finally:
        terminal.close()
