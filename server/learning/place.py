"""Where progress is kept: each platform's folder for state, never the workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from .store import Store


def default_folder(setting: str = "", environ: Mapping[str, str] = os.environ) -> Path:
    """The folder that the setting names, else `torchtutor` in the user's folder for state."""
    if setting:
        return Path(setting).expanduser()
    if sys.platform == "win32":
        base = environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "torchtutor" / "progress"


def open_store(setting: str = "") -> Store:
    """The store in the folder that the setting names. The device's own name stays on the device."""
    return Store(default_folder(setting), default_folder())
