"""Generated files are what their generators write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.torch
def test_torch_facts_are_up_to_date() -> None:
    script = ROOT / "tests" / "generate" / "torch_facts.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-300:]


def test_settings_schema_is_up_to_date() -> None:
    command = [sys.executable, "-m", "torchtutor.server.settings", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-300:]
