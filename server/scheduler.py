"""When a text is analysed: soon after a change, once for each version, never for an old one.

Everything runs on the event loop. An analysis is a generator that is driven in slices of about
10 ms, so that a request is never kept waiting longer and a stale analysis can be dropped.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from dataclasses import dataclass, field

from torchtutor.analyzers.finding import Analysis

from .document import Document, uri_key
from .resting import REST_S, Resting

log = logging.getLogger(__name__)

SLICE_S = 0.010
# What is thrown away at most when the next key comes: fast typists leave 80 ms between two.
CHEAP_S = 0.050
LONGEST_WAIT_S = 0.150

Steps = Callable[[str], Generator[object, None, Analysis]]
Follow = Callable[[str], Awaitable[None]]


def delay_s(last_cost_s: float) -> float:
    """How long to wait after a change: a cheap text is analysed at once, a dear one waits for the
    typist to pause: as long as the last analysis took, and never above 150 ms."""
    return 0.0 if last_cost_s < CHEAP_S else min(LONGEST_WAIT_S, last_cost_s)


@dataclass(slots=True)
class _Work:
    """What is under way for one document; `steps` remembers its last version.

    `cost_s` is what the last analysis after an edit took; the first one reads the whole text and
    says nothing of those.
    """

    steps: Steps
    analysing: asyncio.Future[Analysis | None] | None = None
    document: Document | None = None
    # what follows the last change: not begun yet, so that the next change may take its place
    coming: asyncio.TimerHandle | asyncio.Task[None] | None = None
    read: bool = False
    cost_s: float = 0.0
    followers: set[asyncio.Task[None]] = field(default_factory=set)


class Scheduler:
    """Analyses documents; `latest` gives the present version of one, None when it is closed.

    `new_steps` gives what analyses the versions of the document of a URI, one after another;
    `at_rest` what is done once, in steps, when nobody types after the first text was read.
    """

    def __init__(
        self,
        new_steps: Callable[[str], Steps],
        latest: Callable[[str], Document | None],
        at_rest: Callable[[], Iterator[object]] = lambda: iter(()),
    ) -> None:
        self._new_steps = new_steps
        self._latest = latest
        self._work: dict[str, _Work] = {}
        self._resting = Resting(at_rest)

    async def analysis(self, uri: str) -> tuple[Document, Analysis] | None:
        """The analysis of the newest version; None when the document is not open.

        Whoever waits may be cancelled; the analysis itself goes on for the others.
        """
        while (document := self._latest(uri)) is not None:
            work = self._work_on(uri)
            if work.analysing is None or work.document is not document:
                work.document = document
                work.analysing = self._begin(document, work)
            analysing = work.analysing
            analysis = analysing.result() if analysing.done() else await asyncio.shield(analysing)
            if analysis is not None and self._latest(uri) is document:
                return document, analysis
        return None

    def _work_on(self, uri: str) -> _Work:
        key = uri_key(uri)
        if key not in self._work:
            self._work[key] = _Work(self._new_steps(uri))
        return self._work[key]

    def _begin(self, document: Document, work: _Work) -> asyncio.Future[Analysis | None]:
        """Analyse; the first slice at once, and few keys need another."""
        slices = self._slices(document, work)
        if (analysis := next(slices)) is None:
            return asyncio.ensure_future(self._go_on(document, slices))
        over: asyncio.Future[Analysis | None] = asyncio.get_running_loop().create_future()
        over.set_result(analysis)
        return over

    async def _go_on(
        self, document: Document, slices: Generator[Analysis | None, None, None]
    ) -> Analysis | None:
        analysis = None
        while analysis is None:
            await asyncio.sleep(0)
            if self._latest(document.uri) is not document:
                slices.close()
                return None
            analysis = next(slices)
        return analysis

    @staticmethod
    def _slices(document: Document, work: _Work) -> Generator[Analysis | None, None, None]:
        """None after each slice that was not the last one, and then the analysis."""
        spent, steps = 0.0, work.steps(document.text)
        while True:
            began = time.perf_counter()
            try:
                while time.perf_counter() - began < SLICE_S:
                    next(steps)
            except StopIteration as end:
                if work.read:
                    work.cost_s = spent + time.perf_counter() - began
                work.read = True
                for fault in end.value.faults:
                    log.error("event=rule-failed uri=%s rule=%s", document.uri, fault)
                yield end.value
                return
            except Exception:  # a bug of ours must not cost the learner every other feature
                log.exception("event=analysis-failed uri=%s", document.uri)
                yield Analysis(uses_torch=False)
                return
            spent += time.perf_counter() - began
            yield None

    def changed(self, uri: str, then: Follow, again: Follow | None = None) -> None:
        """Call `then` after the delay, unless the document changes again before that.

        Where the analysis was `early`, the text is read at the next rest; `again` (else `then`) is called when that
        shows something else.
        """
        self._resting.end()
        work = self._work_on(uri)
        if work.coming is not None:
            work.coming.cancel()

        async def follow() -> None:
            work.coming = None
            await then(uri)
            if work.coming is None and (early := self._early(work, uri)) is not None:
                work.coming = asyncio.get_running_loop().call_later(REST_S, fire_again, early)

        async def follow_again(early: Analysis) -> None:
            work.coming, work.document = None, None
            found = await self.analysis(uri)
            if found is not None and not _same(found[1], early):
                await (again or then)(uri)

        def fire() -> None:
            start(follow())

        def fire_again(early: Analysis) -> None:
            start(follow_again(early))

        def start(following: Coroutine[None, None, None]) -> None:
            task = work.coming = asyncio.ensure_future(following)
            work.followers.add(task)
            task.add_done_callback(lambda done: self._finished(work, done))

        if delay := delay_s(work.cost_s):
            work.coming = asyncio.get_running_loop().call_later(delay, fire)
        else:
            fire()

    def _finished(self, work: _Work, task: asyncio.Task[None]) -> None:
        self._resting.later()
        work.followers.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("event=follow-up-failed", exc_info=error)

    def _early(self, work: _Work, uri: str) -> Analysis | None:
        """The analysis of the newest version, where it was made before all that changed was read."""
        over = work.analysing
        if over is None or not over.done() or over.cancelled():
            return None
        analysis = over.result() if self._latest(uri) is work.document else None
        return analysis if analysis is not None and analysis.early else None

    def outdated(self) -> None:
        """Analyse every document anew when it is next asked for: what it imports has changed."""
        for work in self._work.values():
            work.document = None

    def forget(self, uri: str) -> None:
        """Drop everything about a document that was closed."""
        work = self._work.pop(uri_key(uri), None)
        if work is not None:
            self._end(work)

    @staticmethod
    def _end(work: _Work) -> list[asyncio.Task[None]]:
        if work.coming is not None:
            work.coming.cancel()
        followers = list(work.followers)
        for follower in followers:
            follower.cancel()
        return followers

    async def close(self) -> None:
        """End all work and wait until it has ended."""
        ending: list[asyncio.Future[None] | asyncio.Future[Analysis | None]] = []
        for work in self._work.values():
            ending += self._end(work)
            if work.analysing is not None:
                work.analysing.cancel()
                ending.append(work.analysing)
        self._work.clear()
        await asyncio.gather(*ending, return_exceptions=True)
        self._resting.end()


def _same(a: Analysis, b: Analysis) -> bool:
    """Whether both show the same."""
    return a.every == b.every and a.syntax_problems == b.syntax_problems
