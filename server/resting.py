"""What is done between two keys, when nobody waits for an answer."""

from __future__ import annotations

import asyncio
import gc

# Fast typists leave 80 ms between two keys.
REST_S = 0.03
# Trees are many objects and hardly any cycles: while somebody types, garbage waits for a rest, and
# only what a large file leaves behind at once is collected before.
YOUNG_OBJECTS = 50_000


class Resting:
    """Collects young garbage once nothing has happened for a moment: it takes a millisecond or two,
    as much as a key."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None

    def later(self) -> None:
        """Something has just been done: rest after it, unless something else is done before."""
        self.end()
        self._timer = asyncio.get_running_loop().call_later(REST_S, gc.collect, 0)

    def end(self) -> None:
        """Do not rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
