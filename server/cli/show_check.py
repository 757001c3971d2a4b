"""What `torchtutor check` shows to people: findings or a diff, a summary, and a bar meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from torchtutor.analyzers.finding import Language

from ..language import say
from .checking import Count, Report
from .show_diff import show_diff
from .show_findings import show_diff_summary, show_findings, show_summary


def show(
    reports: Iterable[Report],
    count: Count,
    language: Language,
    color: str,
    *,
    diff: bool,
    mended: bool,
    quiet: bool,
) -> None:
    """Show the reports as they come; `mended`: the standard output is taken by the mended text.

    `quiet`: no summary.
    """
    output = _console(color, stderr=mended)
    if diff:
        beside = Console(stderr=True, highlight=False)
        for report in reports:
            show_findings(beside, report.path, report.text, report.broken, language, report.cells)
            if report.fixed:
                show_diff(output, report)
        if not quiet:
            show_diff_summary(beside, count, language)
        return
    for report in reports:
        show_findings(output, report.path, report.text, report.findings, language, report.cells)
    if not quiet:
        show_summary(output, count, language)


def _console(color: str, *, stderr: bool) -> Console:
    """Where to print; "always" is more than what the environment says (CI has TERM=dumb)."""
    if color == "always":
        return Console(
            stderr=stderr,
            highlight=False,
            force_terminal=True,
            color_system="standard",
            no_color=False,
        )
    plain = color == "never"
    return Console(stderr=stderr, highlight=False, color_system=None if plain else "auto")


def with_bar(reports: Iterable[Report], total: int, language: Language) -> Iterator[Report]:
    """The reports; while they come, a bar on the standard error where that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from reports
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(say(language, "cli.checking", files=total), total=total)
        ready = []
        for report in reports:
            ready.append(report)
            progress.advance(task)
    # only now, since the bar and the findings may share the terminal
    yield from ready
