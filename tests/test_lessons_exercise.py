"""Exercises: the checks accept the solutions and reject the starter and every known wrong way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.registry import RULES
from torchtutor.lessons import Lesson, load
from torchtutor.server.exercises import Submission, examine

LESSONS = load().lessons
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)


@each_lesson
def test_every_rule_that_a_lesson_teaches_exists(lesson: Lesson) -> None:
    assert set(lesson.rules) <= {rule.id for rule in RULES}


@each_lesson
def test_nothing_at_all_is_found_in_the_solutions(lesson: Lesson) -> None:
    exercise = lesson.exercise
    for file in (exercise.solution, exercise.twin, *exercise.good):
        assert [finding.rule for finding in analyze(lesson.file(file)).findings] == [], file


@each_lesson
def test_every_wrong_solution_is_listed(lesson: Lesson) -> None:
    files = sorted(f"mutants/{file.name}" for file in lesson.folder.joinpath("mutants").iterdir())
    assert sorted(mutant.file for mutant in lesson.exercise.mutants) == files
    assert len(files) >= 6


@pytest.mark.torch
@each_lesson
async def test_the_checks_tell_right_from_wrong(lesson: Lesson, tmp_path: Path) -> None:
    exercise = lesson.exercise
    right = [exercise.solution, exercise.twin, *exercise.good]
    files = [exercise.starter, *right, *(mutant.file for mutant in exercise.mutants)]
    texts = [Submission(file, lesson.file(file)) for file in files]
    found = await examine(lesson, texts, str(tmp_path / "exercise.py"), sys.executable)
    reports = dict(zip(files, found, strict=True))
    assert reports[exercise.starter].untouched
    assert reports[exercise.starter].rejected_by != ()
    for file in right:
        assert reports[file].passed, (file, reports[file].first, reports[file].error)
    for mutant in exercise.mutants:
        assert mutant.check in reports[mutant.file].rejected_by, mutant.file
