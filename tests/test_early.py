"""A name alone on a line: what was known stays until the typist rests, then the line is read."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Generator
from dataclasses import replace

import pytest
from torchtutor.analyzers import Engine, analyze
from torchtutor.analyzers.finding import Analysis
from torchtutor.analyzers.registry import RULES
from torchtutor.server.document import Document
from torchtutor.server.scheduler import Scheduler

HEAD = """\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.layers = [nn.Linear(2, 2)]
        self.out = nn.Linear(8, 2)

    def forward(self, x):
"""
TAIL = "        return self.out(x)\n"
FOUND = ["layer-never-used", "module-list-not-registered"]


def codes(analysis: Analysis) -> list[str]:
    return [finding.rule for finding in analysis.findings]


def typed(line: str) -> tuple[Engine, str, Analysis]:
    """A patient engine that read the text without the line, and then was given the text with it."""
    engine = Engine(patient=True)
    assert codes(engine.analyze(HEAD + TAIL)) == FOUND
    text = f"{HEAD}        {line}\n{TAIL}"
    return engine, text, engine.analyze(text)


@pytest.mark.parametrize(
    "line", ["x", "self.lay", "nn.Linear", "self.layers ", "optimizer.step", "이름", "match", "_"]
)
def test_a_name_alone_changes_nothing_until_the_text_is_asked_for_again(line: str) -> None:
    engine, text, early = typed(line)
    assert early.early
    assert codes(early) == FOUND
    assert not early.syntax_problems
    assert engine.read == HEAD + TAIL
    late = engine.analyze(text)
    assert engine.read == text
    assert late == replace(analyze(text), what_runs=late.what_runs)
    assert late.runnables == early.runnables == analyze(text).runnables


@pytest.mark.parametrize(
    "line",
    [
        "x = 1", "self.fc()", "x  # c", "x; y", "(x)", "pass", "return", "None", "x[0]", "a . b",
        "x, y", "x: int", "not x", "x\n        y = 2", "raise", "try:\n            y\n        except E: y",
    ],
)  # fmt: skip
def test_what_is_more_than_a_name_is_read_at_once(line: str) -> None:
    engine, text, analysis = typed(line)
    assert not analysis.early
    assert engine.read == text
    assert analysis == replace(analyze(text), what_runs=analysis.what_runs)


@pytest.mark.parametrize("line", ["x = (", "self.", "x = = 2", "a b"])
def test_what_is_no_python_is_not_read_however_often_one_asks(line: str) -> None:
    engine, text, analysis = typed(line)
    assert not analysis.early
    assert analysis.syntax_problems
    engine.analyze(text)
    assert engine.read == HEAD + TAIL


def test_a_name_does_not_make_a_finding_come_and_go_while_it_is_typed() -> None:
    engine, text, early = typed("self.fc")
    assert "layer-never-used" in codes(early)
    assert "layer-never-used" not in codes(engine.analyze(text))  # the line stands: it is a use


def test_who_is_not_patient_gets_all_that_can_be_known() -> None:
    rule = next(rule for rule in RULES if rule.id == "missing-call-parens")
    before = rule.bad.replace("optimizer.step\n", "\n")
    assert before != rule.bad
    for patient, wanted in ((False, [rule.id]), (True, [])):
        engine = Engine(patient=patient)
        engine.analyze(before)
        found = engine.analyze(rule.bad)
        assert [code for code in codes(found) if code == rule.id] == wanted
        assert found.early is patient


def test_after_many_names_here_and_there_it_still_knows_what_the_whole_text_says() -> None:
    draw = random.Random(7)
    original = "\n\n".join(rule.bad for rule in RULES if rule.judges in ("classes", "both"))
    text, engine, early = original, Engine(patient=True), 0
    engine.analyze(text)
    for step in range(60):
        rows = text.split("\n")
        row = draw.randrange(len(rows))
        blank = rows[row][: len(rows[row]) - len(rows[row].lstrip())]
        name = draw.choice(["x", "self.fc", "self.layers", "nn.Linear", "optimizer.step", "y ="])
        if draw.random() < 0.4:
            rows[row] = blank + name
        else:
            rows.insert(row, blank + name)
        text = original if step % 15 == 14 else "\n".join(rows)
        analysis = engine.analyze(text)
        early += analysis.early
        if analysis.early and draw.random() < 0.6:
            analysis = engine.analyze(text)
            assert not analysis.early
        if engine.read == text:
            assert analysis.every == analyze(text).every
            assert analysis.runnables == analyze(text).runnables
    assert early > 15


class Desk:
    """A scheduler over one document whose analyses the test gives."""

    URI = "file:///net.py"

    def __init__(self, *answers: Analysis) -> None:
        self._answers = [*answers]
        self._document = Document.of(self.URI, 1, "x")
        self.events: list[str] = []
        self.told = asyncio.Event()
        self.scheduler = Scheduler(lambda _: self._analyse, lambda _: self._document)

    def _analyse(self, text: str) -> Generator[object, None, Analysis]:
        self.events.append(f"analysed {text}")
        return self._answers.pop(0)
        yield

    def edit(self, text: str) -> None:
        self._document = Document.of(self.URI, 1, text)
        self.scheduler.changed(self.URI, self._then, self._again)

    async def _then(self, uri: str) -> None:
        await self.scheduler.analysis(uri)
        self.events.append("then")

    async def _again(self, uri: str) -> None:
        await self.scheduler.analysis(uri)
        self.events.append("again")
        self.told.set()

    async def rested(self) -> None:
        """Long enough for every rest to come."""
        await asyncio.sleep(0.3)


NOTHING = Analysis(uses_torch=True)
EARLY = replace(NOTHING, early=True)
LATE = analyze(HEAD + TAIL)


async def test_at_the_next_rest_the_text_is_read_and_told_again_where_it_shows_something_else() -> (
    None
):
    desk = Desk(EARLY, LATE)
    desk.edit("x")
    await asyncio.wait_for(desk.told.wait(), 5)
    await desk.rested()
    assert desk.events == ["analysed x", "then", "analysed x", "again"]
    await desk.scheduler.close()


async def test_where_it_shows_the_same_nothing_is_told_again() -> None:
    desk = Desk(EARLY, NOTHING)
    desk.edit("x")
    await desk.rested()
    assert desk.events == ["analysed x", "then", "analysed x"]
    await desk.scheduler.close()


async def test_what_was_read_at_once_is_not_read_again() -> None:
    desk = Desk(NOTHING)
    desk.edit("x")
    await desk.rested()
    assert desk.events == ["analysed x", "then"]
    await desk.scheduler.close()


async def test_a_key_before_the_rest_takes_the_place_of_the_reading() -> None:
    desk = Desk(EARLY, NOTHING)
    desk.edit("x")
    while "then" not in desk.events:
        await asyncio.sleep(0)
    desk.edit("xy")
    await desk.rested()
    assert desk.events == ["analysed x", "then", "analysed xy", "then"]
    await desk.scheduler.close()
