"""For all tests."""

from __future__ import annotations

import os
import signal
import tempfile

from hypothesis import settings

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
