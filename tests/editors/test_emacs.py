"""A learner's session in a real Emacs, under eglot and under lsp-mode, against the real server and real torch.

`make test-editors` installs Emacs and both clients.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.learner import CONFIGURATIONS, HERE, play, prepared


@pytest.mark.installed
@pytest.mark.parametrize("client", ["eglot", "lsp-mode"])
def test_a_session_in_emacs(client: str, tmp_path: Path) -> None:
    file, environment = prepared(tmp_path, TORCHTUTOR_CONFIG=str(CONFIGURATIONS / "emacs"))
    play(["emacs", "-Q", "--batch", "-l", str(HERE / "emacs" / f"{client}.el")], file, environment)
