"""What the server does when nobody types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator

import pytest
from torchtutor.analyzers import Engine
from torchtutor.analyzers.finding import Analysis
from torchtutor.server import rehearsal
from torchtutor.server.app import create_server
from torchtutor.server.resting import Resting


class Once:
    """Steps that are counted; a key may come in the middle."""

    def __init__(self, steps: int) -> None:
        self.wanted, self.taken, self.begun = steps, 0, 0
        self.over = asyncio.Event()
        self.in_the_middle: Callable[[], object] | None = None

    def __call__(self) -> Iterator[None]:
        self.begun += 1
        for _ in range(self.wanted):
            self.taken += 1
            if self.taken == self.wanted // 2 and self.in_the_middle is not None:
                self.in_the_middle()
            yield
        self.over.set()


async def test_the_first_rest_takes_the_steps_and_later_ones_do_not() -> None:
    once = Once(10)
    resting = Resting(once)
    resting.later()
    await asyncio.wait_for(once.over.wait(), 5)
    resting.later()
    await asyncio.sleep(0.1)
    assert (once.begun, once.taken) == (1, 10)


async def test_a_key_stops_it_and_the_next_rest_goes_on() -> None:
    once = Once(10)
    resting = Resting(once)
    typed = asyncio.Event()

    def key() -> None:
        resting.end()
        typed.set()

    # as when the loop has read a key between two steps
    once.in_the_middle = lambda: asyncio.get_running_loop().call_soon(key)
    resting.later()
    await asyncio.wait_for(typed.wait(), 5)
    stopped_at = once.taken
    for _ in range(20):  # turns of the loop, no time
        await asyncio.sleep(0)
    assert once.taken == stopped_at < 10
    resting.later()
    await asyncio.wait_for(once.over.wait(), 5)
    assert (once.begun, once.taken) == (1, 10)


async def test_steps_that_fail_cost_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Iterator[None]:
        yield
        raise ZeroDivisionError

    resting = Resting(broken)
    resting.later()
    while "rest-failed" not in caplog.text:
        await asyncio.sleep(0.01)
    resting.later()
    await asyncio.sleep(0.1)
    assert caplog.text.count("rest-failed") == 1


def test_what_is_typed_for_practice_is_read_and_found_and_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Analysis] = []
    sent: list[object] = []
    server = create_server()
    monkeypatch.setattr(server.protocol, "_send_data", sent.append)

    class Recording(Engine):
        def steps(self, text: str) -> Generator[None, None, Analysis]:
            analysis = yield from super().steps(text)
            found.append(analysis)
            return analysis

    monkeypatch.setattr(rehearsal, "Engine", Recording)
    assert len(list(rehearsal.rehearse(server))) > len(found) > 20
    assert not sent and not server.session.documents()
    assert not found[0].findings
    assert [finding.rule for finding in found[-1].findings] == ["module-list-not-registered"]
