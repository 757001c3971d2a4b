"""Exercises: the checks accept the solutions and reject the starter and every known wrong way."""

from __future__ import annotations

import sys

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.registry import RULES
from torchtutor.lessons import Lesson, load
from torchtutor.server.exercises.proving import prove

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
async def test_a_lesson_holds_what_it_promises(lesson: Lesson) -> None:
    proof = await prove(lesson, sys.executable, {other.id for other in LESSONS})
    assert [str(problem) for problem in proof.problems] == []
    judged = {found.file: found for found in proof.files}
    assert {file: found.problem for file, found in judged.items() if found.problem} == {}
    exercise = lesson.exercise
    assert judged[exercise.starter].report.untouched
    outside = [file for file in exercise.good if file.startswith("outside/")]
    assert len(outside) >= 3, "written by people who had not seen the checks"
    assert set(judged) >= {exercise.solution, exercise.twin, *outside}
