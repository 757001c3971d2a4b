"""For all tests."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

from .marked import alive, new_mark

# What a test learns is not what the person at this computer has learned.
_STATE = tempfile.TemporaryDirectory(prefix="torchtutor-state-")
for _variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
    os.environ[_variable] = _STATE.name

# Who starts the tests in the background of a shell has Ctrl+C ignored, and so would every process that
# a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples each time: a new one that fails is looked for by hand, not met by a release.
# To look for one: python -m pytest --hypothesis-profile=search
settings.register_profile("steady", derandomize=True)
settings.register_profile("search", max_examples=2000)
settings.load_profile("steady")


@pytest.fixture
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After the test, no process that a run started is there, nor a child of one."""
    mark = new_mark()
    monkeypatch.setenv(*mark)  # this process's own environment shows only what it was started with
    yield
    assert alive(mark) == []
