"""`torchtutor lessons check`: for who writes a lesson."""

from __future__ import annotations

import argparse
import asyncio
import sys
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from torchtutor.lessons import Lesson, LessonError, load, load_from

from ..exercises.checking import Report
from ..exercises.proving import Judged, prove
from ..runner.interpreter import NoInterpreter, find


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`check [LESSON|FOLDER ...]`."""
    subparsers = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = subparsers.add_parser(
        "check", help="prove that lessons keep what they promise",
        description="The starter must fail, the solutions pass, and each mutant be rejected by the "
        "check that it names; translations are in step, hovers fit, links are well-formed, and the "
        "code on the page prints what the page says. The code of the lessons is run.",
    )  # fmt: skip
    check.add_argument(
        "lesson", nargs="*", metavar="LESSON|FOLDER",
        help="ids or numbers of our lessons, folders of packs (FOLDER/QUEST/LESSON/lesson.toml); "
        "none: all our lessons",
    )  # fmt: skip
    check.add_argument("--python", metavar="PATH", help="the interpreter that has torch")
    check.add_argument("-v", "--verbose", action="store_true", help="say what each check said")


def run(arguments: argparse.Namespace) -> int:
    """0 when every lesson holds what it promises, 1 when not, 2 for an unknown lesson."""
    console = Console(highlight=False)
    try:
        chosen = _chosen(arguments.lesson)
    except LessonError as error:
        console.print(f"✗ {error}", style="red", markup=False, soft_wrap=True)
        return 1
    if isinstance(chosen, str):
        print(f'There is no lesson and no folder with lessons "{chosen}".', file=sys.stderr)
        return 2
    try:
        python = find(arguments.python, Path.cwd()).path
    except NoInterpreter as error:
        print(error, file=sys.stderr)
        return 2
    known = {lesson.id for lesson in (*load().lessons, *chosen)}
    wrong = sum([_check(lesson, known, python, console, arguments.verbose) for lesson in chosen])
    if wrong:
        console.print(f"[red]{wrong} problem{'s' if wrong > 1 else ''}[/]")
    return 1 if wrong else 0


def _chosen(names: list[str]) -> list[Lesson] | str:
    """The lessons that are meant, or the name that means none. Raises LessonError."""
    ours = load_from(files("torchtutor.lessons"))  # not from the tables that are shipped
    if not names:
        return list(ours.lessons)
    chosen: list[Lesson] = []
    for name in names:
        lesson = ours.find(name)
        if lesson is not None:
            chosen.append(lesson)
            continue
        folder = Path(name)
        found = load_from(folder).lessons if folder.is_dir() else ()
        if not found:
            return name
        chosen += found
    return chosen


def _check(lesson: Lesson, known: set[str], python: str, console: Console, verbose: bool) -> int:
    """Print a line for each problem and file; how many things are wrong."""
    console.print(f"{lesson.order:02} {lesson.id}", style="bold", markup=False)
    proof = asyncio.run(prove(lesson, python, known))
    for problem in proof.problems:
        console.print(f"  [red]✗ {escape(str(problem))}[/]", soft_wrap=True)
    if not proof.problems:
        console.print("  [green]✓[/] texts, translations, hovers, links, and what the page prints")
    for judged in proof.files:
        _print_file(judged, console, verbose)
    return proof.count


def _print_file(judged: Judged, console: Console, verbose: bool) -> None:
    mark = "[green]✓[/]" if judged.problem is None else "[red]✗[/]"
    by = ", ".join(judged.report.rejected_by) or "passes"
    told = f"   [red]{escape(judged.problem)}[/]" if judged.problem else ""
    console.print(f"  {mark} {escape(judged.file):32} {escape(by)}{told}", soft_wrap=True)
    if verbose or judged.problem:
        _show(judged.report, console)


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
        console.print(
            f"      {outcome.check}: {outcome.kind}{line} {detail}", markup=False, soft_wrap=True
        )
