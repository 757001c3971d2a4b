"""What is done between two keys, when nobody waits for an answer."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

# Fast typists leave 80 ms between two keys.
REST_S = 0.03
# Trees are many objects and hardly any cycles: while somebody types, garbage waits for a rest, and
# only what a large file leaves behind at once is collected before.
YOUNG_OBJECTS = 50_000


class Resting:
    """Collects young garbage once nothing has happened for a moment: it takes a millisecond or two,
    as much as a key.

    At the first rest, and at the next ones until it is through, it takes the steps that `once` gives.
    """

    def __init__(self, once: Callable[[], Iterator[object]]) -> None:
        self._once: Callable[[], Iterator[object]] | None = once
        self._steps: Iterator[object] | None = None
        self._next: asyncio.Handle | None = None

    def later(self) -> None:
        """Something has just been done: rest after it, unless something else is done before."""
        self.end()
        self._next = asyncio.get_running_loop().call_later(REST_S, self._rest)

    def _rest(self) -> None:
        gc.collect(0)
        if self._once is not None:
            self._steps, self._once = self._once(), None
        self._go_on()

    def _go_on(self) -> None:
        """One step, and the next one after whatever has come meanwhile."""
        self._next = None
        try:
            if self._steps is not None:
                next(self._steps)
                self._next = asyncio.get_running_loop().call_soon(self._go_on)
        except StopIteration:
            self._steps = None
        except Exception:  # practice that fails must not cost the learner anything
            self._steps = None
            log.exception("event=rest-failed")

    def end(self) -> None:
        """Do not rest."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
