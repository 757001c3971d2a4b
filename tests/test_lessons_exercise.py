"""Exercises: the checks accept the solutions and reject the starter and every known wrong way."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.registry import RULES
from torchtutor.lessons import Lesson, load
from torchtutor.server.runner.messages import Job
from torchtutor.server.runner.process import run_job

LESSONS = load().lessons
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
RUN_TIMEOUT_S = 120.0


def static_findings(lesson: Lesson, file: str) -> list[str]:
    """The check `static`: findings of the rules that the lesson teaches."""
    findings = analyze(lesson.file(file)).findings
    return [finding.rule for finding in findings if finding.rule in lesson.rules]


async def audit(lesson: Lesson, file: str, limit: asyncio.Semaphore) -> dict[str, Any]:
    """The check `registered`: run the exercise's class and list what PyTorch cannot see."""
    job = Job(lesson.file(file), file, lesson.exercise.class_name, measure=False)
    async with limit:
        return await run_job(
            job, sys.executable, timeout_s=RUN_TIMEOUT_S, on_event=lambda event: None
        )


@each_lesson
def test_every_rule_that_a_lesson_teaches_exists(lesson: Lesson) -> None:
    assert set(lesson.rules) <= {rule.id for rule in RULES}


@each_lesson
def test_the_starter_shows_its_mistakes(lesson: Lesson) -> None:
    assert static_findings(lesson, lesson.exercise.starter) != []


@each_lesson
def test_nothing_at_all_is_found_in_the_solutions(lesson: Lesson) -> None:
    for file in (lesson.exercise.solution, lesson.exercise.twin):
        analysis = analyze(lesson.file(file))
        assert [finding.rule for finding in analysis.findings] == []
        names = [runnable.qualified_name for runnable in analysis.runnables]
        assert lesson.exercise.class_name in names


@pytest.mark.parametrize(
    ("lesson", "file"),
    [
        pytest.param(lesson, mutant.file, id=mutant.file)
        for lesson in LESSONS
        for mutant in lesson.exercise.mutants
        if mutant.rejected_by == "static"
    ],
)
def test_the_rules_reject_a_wrong_solution(lesson: Lesson, file: str) -> None:
    assert static_findings(lesson, file) != []


@each_lesson
def test_every_wrong_solution_is_listed(lesson: Lesson) -> None:
    files = sorted(f"mutants/{file.name}" for file in lesson.folder.joinpath("mutants").iterdir())
    assert sorted(mutant.file for mutant in lesson.exercise.mutants) == files


@pytest.mark.torch
@each_lesson
async def test_a_run_tells_right_from_wrong(lesson: Lesson) -> None:
    exercise = lesson.exercise
    right = [exercise.solution, exercise.twin]
    wrong = [m.file for m in exercise.mutants if m.rejected_by == "registered"]
    limit = asyncio.Semaphore(2)  # each run is a process that imports torch
    results = await asyncio.gather(
        *(audit(lesson, file, limit) for file in [*right, exercise.starter, *wrong])
    )
    for file, result in zip([*right, exercise.starter, *wrong], results, strict=True):
        assert result["error"] is None, file
        hidden = [entry["path"] for entry in result["unregistered"]]
        assert bool(hidden) == (file not in right), (file, hidden)
