"""Scheduler and runs with stand-ins for the slow part, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Mapping
from typing import Any

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import Analysis
from torchtutor.server.document import Document
from torchtutor.server.runner.messages import RunEvent
from torchtutor.server.runner.target import as_target
from torchtutor.server.runs import Aged, Run, Runs
from torchtutor.server.scheduler import CHEAP_S, LONGEST_WAIT_S, SLICE_S, Scheduler, delay_s

URI = "file:///net.py"
TEXT = """from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()


class Alone(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.Linear(1, 1)
"""


class Desk:
    """A scheduler over documents of the test, and what was analysed."""

    def __init__(self, steps: int = 1, slow: bool = False) -> None:
        self.documents: dict[str, Document] = {}
        self.begun: list[str] = []
        self.finished: list[str] = []
        self._steps, self._slow = steps, slow
        self.scheduler = Scheduler(lambda _: self._analyse, self.documents.get)

    def _analyse(self, text: str) -> Generator[object, None, Analysis]:
        self.begun.append(text)
        for _ in range(self._steps):
            if self._slow:
                end = asyncio.get_running_loop().time() + SLICE_S
                while asyncio.get_running_loop().time() < end:
                    pass
            yield
        self.finished.append(text)
        return Analysis(uses_torch=True)

    def put(self, text: str, version: int) -> Document:
        self.documents[URI] = Document.of(URI, version, text)
        return self.documents[URI]


async def test_a_version_is_analysed_once_for_all_who_ask() -> None:
    desk = Desk()
    document = desk.put("one", 1)
    answers = await asyncio.gather(*(desk.scheduler.analysis(URI) for _ in range(3)))
    assert [answer is not None and answer[0] for answer in answers] == [document] * 3
    assert desk.begun == ["one"]


async def test_a_stale_analysis_is_dropped_and_the_waiter_gets_the_new_one() -> None:
    desk = Desk(steps=5, slow=True)
    desk.put("old", 1)
    asking = asyncio.ensure_future(desk.scheduler.analysis(URI))
    while not desk.begun:
        await asyncio.sleep(0)
    newest = desk.put("new", 2)
    answer = await asking
    assert answer is not None
    assert answer[0] is newest
    assert desk.finished == ["new"]


async def test_a_waiter_that_is_cancelled_does_not_take_the_analysis_with_it() -> None:
    desk = Desk(steps=3, slow=True)
    desk.put("text", 1)
    one = asyncio.ensure_future(desk.scheduler.analysis(URI))
    other = asyncio.ensure_future(desk.scheduler.analysis(URI))
    await asyncio.sleep(0)
    one.cancel()
    assert await other is not None
    assert desk.begun == ["text"]


async def test_a_bug_in_an_analysis_costs_only_its_findings(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(text: str) -> Generator[object, None, Analysis]:
        raise ZeroDivisionError
        yield

    documents = {URI: Document.of(URI, 1, "x")}
    answer = await Scheduler(lambda _: broken, documents.get).analysis(URI)
    assert answer is not None
    assert answer[1] == Analysis(uses_torch=False)
    assert "analysis-failed" in caplog.text


async def test_changes_that_come_together_are_followed_by_one_analysis() -> None:
    desk = Desk()
    done = asyncio.Event()

    async def then(uri: str) -> None:
        await desk.scheduler.analysis(uri)
        done.set()

    for version in range(5):
        desk.put(f"text {version}", version)
        desk.scheduler.changed(URI, then)
    await done.wait()
    assert desk.begun == ["text 4"]
    await desk.scheduler.close()


async def test_the_first_reading_of_a_text_delays_no_key() -> None:
    desk = Desk(steps=2 * round(CHEAP_S / SLICE_S), slow=True)
    desk.put("the whole text", 1)
    await desk.scheduler.analysis(URI)
    done = asyncio.Event()

    async def then(uri: str) -> None:
        done.set()

    desk.put("an edit", 2)
    desk.scheduler.changed(URI, then)
    for _ in range(3):  # turns of the loop, no time
        await asyncio.sleep(0)
    assert done.is_set()
    await desk.scheduler.close()


def test_the_delay_grows_with_the_cost_and_ends_at_150_ms() -> None:
    assert delay_s(0.002) == 0
    assert delay_s(0.020) == 0
    assert delay_s(0.080) == pytest.approx(0.080)
    assert delay_s(5) == LONGEST_WAIT_S


class Bench:
    """Runs whose work the test finishes."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.states: list[tuple[str, str]] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.tell: dict[str, Callable[[RunEvent], None]] = {}
        self.runs = Runs(self._execute, lambda run: self.states.append((run.class_name, run.state)))

    async def _execute(self, run: Run, on_event: Callable[[RunEvent], None]) -> Mapping[str, Any]:
        self.order.append(run.class_name)
        on_event(RunEvent("stage", "forward"))
        self.tell[run.id] = on_event
        await self.gates.setdefault(run.id, asyncio.Event()).wait()
        return {"class": run.class_name}

    def start(self, name: str) -> Run:
        document = Document.of(URI, 1, TEXT)
        run = Run(document, analyze(TEXT).runnables, name, "cpu", as_target("python"))
        self.runs.start(run)
        return run

    async def finish(self, run: Run) -> None:
        self.gates.setdefault(run.id, asyncio.Event()).set()
        await ended(run)


async def ended(run: Run) -> None:
    assert run.task is not None
    await asyncio.wait([run.task])
    await asyncio.sleep(0)


async def test_runs_of_different_classes_queue() -> None:
    bench = Bench()
    one, other = bench.start("Net"), bench.start("Block")
    await asyncio.sleep(0)
    assert (one.state, other.state) == ("running", "queued")
    assert one.stage == "forward"
    await bench.finish(one)
    await bench.finish(other)
    assert bench.order == ["Net", "Block"]
    assert bench.runs.finished(URI, "Net") is one
    assert bench.runs.active() == []


async def test_what_is_known_early_shows_while_the_run_goes_on() -> None:
    bench = Bench()
    before = bench.start("Net")
    await bench.finish(before)
    run = bench.start("Net")
    await asyncio.sleep(0)
    assert bench.runs.results_in(URI) == [before]
    bench.tell[run.id](RunEvent("partial", "audit", {"unregistered": []}))
    assert bench.runs.results_in(URI) == [run]
    assert run.active
    bench.runs.cancel(run)
    await bench.finish(run)
    assert bench.runs.results_in(URI) == [before]


async def test_a_second_run_of_a_class_replaces_the_first() -> None:
    bench = Bench()
    first = bench.start("Net")
    await asyncio.sleep(0)
    second = bench.start("Net")
    assert bench.runs.newest(URI, "Net") is second
    await bench.finish(second)
    assert (first.state, second.state) == ("cancelled", "finished")
    assert second.expected_s is None
    third = bench.start("Net")
    assert third.expected_s == second.seconds
    bench.runs.cancel(third)
    await bench.finish(third)
    assert bench.runs.newest(URI, "Net") is second


async def test_a_run_that_fails_inside_us_does_not_run_for_ever(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(run: Run, on_event: Callable[[RunEvent], None]) -> Mapping[str, Any]:
        raise ZeroDivisionError

    runs = Runs(broken, lambda run: None)
    run = Run(Document.of(URI, 1, TEXT), (), "Net", "cpu", as_target("python"))
    runs.start(run)
    await ended(run)
    assert not run.active
    assert "run-failed" in caplog.text


async def test_closing_a_document_ends_its_runs() -> None:
    bench = Bench()
    done, running = bench.start("Net"), bench.start("Block")
    await asyncio.sleep(0)
    await bench.finish(done)
    bench.runs.forget(URI)
    await ended(running)
    assert running.state == "cancelled"
    assert bench.runs.results_in(URI) == []


@pytest.mark.parametrize(
    ("old", "new", "stale", "line"),
    [
        ("", "", False, 12),
        ("from torch import nn\n", "import torch\nfrom torch import nn\n", False, 13),
        ("self.b = nn.Linear(1, 1)", "self.b = nn.Linear(2, 2)", False, 12),
        ("self.a = nn.Linear(1, 1)", "self.a = nn.Linear(2, 2)", True, 12),
        ("self.block = Block()", "self.block = Block(2)", True, None),
        ("class Net(", "class Renamed(", True, None),
    ],
)
def test_a_result_ages_with_the_classes_it_came_from(
    old: str, new: str, stale: bool, line: int | None
) -> None:
    before = Document.of(URI, 1, TEXT)
    text = TEXT.replace(old, new) if old else TEXT
    run = Run(before, analyze(TEXT).runnables, "Net", "cpu", as_target("python"))
    aged = Aged(run, Document.of(URI, 2, text), analyze(text).runnables)
    assert aged.stale is stale
    assert aged.line(12) == line
