"""For all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples each time: a new one that fails is looked for by hand, not met by a release.
# To look for one: python -m pytest --hypothesis-profile=search
settings.register_profile("steady", derandomize=True)
settings.register_profile("search", max_examples=2000)
settings.load_profile("steady")
