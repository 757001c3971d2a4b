"""Prove a lesson: its texts, what its page prints, and that its exercise tells right from wrong.

For who writes one (`torchtutor lessons check`). The code of a lesson, a third party's too, runs in
the runner's process with its limits, and only because somebody asked for the proof.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Collection
from dataclasses import dataclass

from torchtutor.lessons import Lesson, LessonError
from torchtutor.lessons.proof import printed, problems

from ..runner.process import ask
from ..runner.spare import Spares
from .checking import Report, Submission, examine

_MEMORY_MB = 8192
_PAGE_S = 240.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One file of an exercise: its report, and why that is not what the lesson promises."""

    file: str
    report: Report
    problem: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """All that was found; `problems` are those of the texts and of the page's code."""

    problems: tuple[LessonError, ...]
    files: tuple[Judged, ...]

    @property
    def count(self) -> int:
        """How many things are wrong."""
        return len(self.problems) + sum(judged.problem is not None for judged in self.files)


async def prove(
    lesson: Lesson, python: str, known: Collection[str], spares: Spares | None = None
) -> Proof:
    """Everything that a lesson promises, tried with the interpreter `python`.

    `known` are the ids of lessons that it may recommend.
    """
    found = problems(lesson)
    found += _unknown_rules(lesson)
    for name in lesson.prerequisites:
        if name not in known:
            file = f"{lesson.quest}/{lesson.folder.name}/lesson.toml"
            found.append(LessonError(file, "prerequisites", f"there is no lesson {name}"))
    page, usable = await _page(lesson, python, spares)
    files = await _files(lesson, python, spares) if usable else []
    return Proof((*found, *page), tuple(files))


def _unknown_rules(lesson: Lesson) -> list[LessonError]:
    from torchtutor.analyzers.registry import RULES  # loads libcst

    known = {rule.id for rule in RULES}
    named = {f"rules.{rule}": rule for rule in lesson.rules}
    for check in lesson.exercise.checks:
        named |= {f"exercise.check.{check.id}.no_rules.{rule}": rule for rule in check.no_rules}
    file = f"{lesson.quest}/{lesson.folder.name}/lesson.toml"
    return [
        LessonError(file, where, f"there is no rule {rule}")
        for where, rule in named.items()
        if rule not in known
    ]


async def _page(
    lesson: Lesson, python: str, spares: Spares | None
) -> tuple[list[LessonError], bool]:
    """What the page's code prints is what the page says, and its symbols are in this torch; whether
    `python` can run lessons at all."""
    wanted = printed(lesson)
    file = f"{lesson.quest}/{lesson.folder.name}"
    with tempfile.TemporaryDirectory() as folder:
        task = {
            "task": "page",
            "folder": folder,
            "memory_mb": _MEMORY_MB,
            "timeout_s": _PAGE_S,
            "blocks": [block.code for block, _ in wanted],
            "symbols": list(lesson.symbols),
        }
        answer = await ask(task, python, _PAGE_S, spares)
    if (error := answer["error"]) is not None:
        stopped = LessonError(f"{file}/en.md", "page", str(error["message"]))
        return [stopped], error["kind"] != "environment"
    found = []
    for (block, expected), got in zip(wanted, answer["printed"], strict=False):
        if got != expected:
            found.append(LessonError(f"{file}/en.md", block.section, _difference(expected, got)))
    if answer["raised"] is not None:
        block = wanted[len(answer["printed"])][0]
        problem = f"the block `{block.code.splitlines()[0]} …` raises {answer['raised']}"
        found.append(LessonError(f"{file}/en.md", block.section, problem))
    for symbol in answer["missing"]:
        found.append(
            LessonError(f"{file}/lesson.toml", f"symbols.{symbol}", "torch has no such name")
        )
    return found, True


def _difference(expected: str, got: str) -> str:
    ours, theirs = expected.splitlines(), got.splitlines()
    for index in range(max(len(ours), len(theirs))):
        wanted = repr(ours[index]) if index < len(ours) else "nothing more"
        printed = repr(theirs[index]) if index < len(theirs) else "nothing more"
        if wanted != printed:
            return f"the page says {wanted}, torch prints {printed}"
    return "the page and torch differ in the last line break"


async def _files(lesson: Lesson, python: str, spares: Spares | None) -> list[Judged]:
    exercise = lesson.exercise
    right = [exercise.solution, exercise.twin, *exercise.good]
    wanted: dict[str, str | None] = {
        **dict.fromkeys(right),
        **{mutant.file: mutant.check for mutant in exercise.mutants},
    }
    files = [exercise.starter, *wanted]
    submissions = [Submission(file, await asyncio.to_thread(lesson.file, file)) for file in files]
    with tempfile.TemporaryDirectory() as folder:
        reports = await examine(lesson, submissions, f"{folder}/exercise.py", python, spares)
    return [
        Judged(file, report, _problem(report, wanted.get(file), starter=file == exercise.starter))
        for file, report in zip(files, reports, strict=True)
    ]


def _problem(report: Report, check: str | None, *, starter: bool) -> str | None:
    if starter:
        return None if report.rejected_by else "the starter passes"
    if check is None:
        return None if report.passed else "should pass"
    return None if check in report.rejected_by else f"should be rejected by {check}"
