"""A learner's session in a real Vim with ALE, against the real server and real torch.

`make test-editors` installs both.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.learner import CONFIGURATIONS, HERE, play, prepared


@pytest.mark.installed
def test_a_session_in_vim(tmp_path: Path) -> None:
    file, environment = prepared(tmp_path, TORCHTUTOR_CONFIG=str(CONFIGURATIONS / "vim"))
    script = str(HERE / "vim" / "session.vim")
    command = ["vim", "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", script]
    play(command, file, environment)
