"""Another Python environment with the same packages: what a learner with two of them has."""

from __future__ import annotations

import sys
import venv
from pathlib import Path


def second_python(folder: Path) -> Path:
    """Make a virtual environment in `folder`; its interpreter."""
    venv.create(folder, symlinks=True, with_pip=False)
    [packages] = folder.glob("lib/python3*/site-packages")
    ours = "\n".join(path for path in sys.path if path.endswith("site-packages"))
    packages.joinpath("first.pth").write_text(ours, encoding="utf-8")
    return folder / "bin" / "python"
