"""`torchtutor lessons check`: for who writes a lesson."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console
from torchtutor.lessons import Lesson, LessonError, load

from ..exercises import Report, Submission, examine
from ..runner.interpreter import NoInterpreter, find


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`check [LESSON ...]`."""
    subparsers = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = subparsers.add_parser(
        "check", help="prove that the exercises tell right from wrong",
        description="The starter must fail, the solutions pass, and each mutant be rejected by the "
        "check that it names.",
    )  # fmt: skip
    check.add_argument("lesson", nargs="*", help="ids or numbers; none: all lessons")
    check.add_argument("--python", metavar="PATH", help="the interpreter that has torch")
    check.add_argument("-v", "--verbose", action="store_true", help="say what each check said")


def run(arguments: argparse.Namespace) -> int:
    """0 when every lesson holds what it promises, 1 when not, 2 for an unknown lesson."""
    console = Console(highlight=False)
    try:
        lessons = load()
    except LessonError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    chosen: list[Lesson] = []
    for name in arguments.lesson:
        lesson = lessons.find(name)
        if lesson is None:
            print(f'There is no lesson "{name}".', file=sys.stderr)
            return 2
        chosen.append(lesson)
    try:
        python = find(arguments.python, Path.cwd()).path
    except NoInterpreter as error:
        print(error, file=sys.stderr)
        return 2
    wrong = 0
    for lesson in chosen or lessons.lessons:
        wrong += asyncio.run(_check(lesson, python, console, arguments.verbose))
    return 1 if wrong else 0


async def _check(lesson: Lesson, python: str, console: Console, verbose: bool) -> int:
    """Print a line for each file; the number of files that are not judged as the lesson says."""
    exercise = lesson.exercise
    wanted: dict[str, str | None] = dict.fromkeys(
        [exercise.solution, exercise.twin, *exercise.good], None
    )
    wanted |= {mutant.file: mutant.check for mutant in exercise.mutants}
    files = [exercise.starter, *wanted]
    submissions = [Submission(file, lesson.file(file)) for file in files]
    reports = await examine(lesson, submissions, str(Path.cwd() / "exercise.py"), python)
    console.print(f"{lesson.order:02} {lesson.id}", style="bold", markup=False)
    wrong = 0
    for file, report in zip(files, reports, strict=True):
        problem = _problem(report, wanted.get(file), starter=file == exercise.starter)
        wrong += problem is not None
        mark = "[green]✓[/]" if problem is None else "[red]✗[/]"
        by = ", ".join(report.rejected_by) or "passes"
        told = f"   [red]{problem}[/]" if problem else ""
        console.print(f"  {mark} {file:32} {by}{told}", soft_wrap=True)
        if verbose or problem:
            _show(report, console)
    return wrong


def _problem(report: Report, check: str | None, *, starter: bool) -> str | None:
    error = report.error
    if error is not None and error["kind"] == "environment":
        return f"this Python cannot run it: {error['message']}"
    if starter:
        return None if report.rejected_by else "the starter passes"
    if check is None:
        return None if report.passed else "should pass"
    return None if check in report.rejected_by else f"should be rejected by {check}"


def _show(report: Report, console: Console) -> None:
    for outcome in report.outcomes:
        detail = outcome.key or ""
        if outcome.fields:
            detail += " " + ", ".join(f"{k}={v!r}" for k, v in outcome.fields.items())
        if outcome.message:
            detail += f" {outcome.message['en']}"
        if outcome.error:
            detail += f" {outcome.error['type']}: {outcome.error['message']}"
        if outcome.kind == "pass" and outcome.evidence:
            detail = ", ".join(f"{k}={v}" for k, v in outcome.evidence.items())
        line = f" line {outcome.line}" if outcome.line else ""
        console.print(f"      {outcome.check}: {outcome.kind}{line} {detail}", markup=False)
