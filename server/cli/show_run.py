"""Showing a run in a terminal: its progress while it runs, and its result."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..language import Language, say
from ..runner import report
from ..runner.history import change_lines
from ..runner.messages import Job, RunEvent
from ..runner.process import run_job
from ..runner.spare import Spares
from ..runner.summary import (
    Result,
    compiled_time,
    eager_time,
    explanation,
    lens_title,
    verdict,
)
from ..runner.target import Target


class StageProgress:
    """A line for each stage, with the seconds it takes; nothing where output is not a terminal."""

    def __init__(self, console: Console, language: Language) -> None:
        self._language: Language = language
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._current: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def on_event(self, event: RunEvent) -> None:
        """Show that a stage began."""
        if event.event != "stage":
            return
        if self._current is not None:
            self._progress.update(self._current, total=1, completed=1)
        name = say(self._language, f"server.stage-{event.stage}")
        # no total: the bar moves to and fro, since nobody knows how long a compiler takes
        self._current = self._progress.add_task(escape(name), total=None)


async def run_with_progress(
    console: Console,
    job: Job,
    python: str | Target,
    *,
    timeout_s: float,
    language: Language,
    spares: Spares | None = None,
) -> dict[str, Any]:
    """Run the job, showing its stages on `console`; returns the `RunResult`."""
    with StageProgress(console, language) as progress:
        return await run_job(
            job, python, timeout_s=timeout_s, on_event=progress.on_event, spares=spares
        )


def show_result(console: Console, result: Result, language: Language) -> None:
    """The result as a learner reads it, most important first."""
    style = "red" if result["error"] else "yellow" if result["unregistered"] else "green"
    title = lens_title(result, language)
    console.print(f"[bold]{escape(result['class'])}[/bold]  [{style}]{escape(title)}[/{style}]")
    console.print()
    if result["error"]:
        _show_error(console, result, language)
    _show_calls(console, result, language)
    if result["unregistered"] is not None:
        _show_audit(console, result, language)
    _show_state(console, result, language)
    _show_timing(console, result, language)
    _show_graphs(console, result, language)
    _show_memory(console, result, language)
    if text := result["output_text"].strip():
        console.print(f"[bold]{say(language, 'run.title-printed')}[/bold]")
        console.print(text, markup=False, highlight=False, style="dim")
        console.print()
    if line := report.environment_line(result):
        console.print(line, markup=False, highlight=False, style="dim")


def _show_error(console: Console, result: Result, language: Language) -> None:
    error = result["error"]
    if error["line"] is not None:
        place = f"{error['file']}:{error['line']}"
        console.print(place, markup=False, highlight=False, style="cyan", soft_wrap=True)
        _show_line(console, error)
    # Not said in the title: it was too long for it, or a sentence of ours is there.
    if error["type"] and error["message"] not in lens_title(result, language):
        console.print(f"{error['type']}: {error['message']}", markup=False, highlight=False)
    if text := explanation(result, language):
        console.print(f"→ {text}", markup=False, highlight=False, style="bold")
    console.print()


def _show_line(console: Console, error: Mapping[str, Any]) -> None:
    """The learner's line, with what failed in it marked."""
    try:
        lines = Path(error["file"]).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    if error["line"] > len(lines):
        return
    code = lines[error["line"] - 1].replace("\t", " ")
    start = (error["column"] or len(code) - len(code.lstrip()) + 1) - 1
    end = error["end_column"] - 1 if error["end_column"] else len(code)
    number = f"{error['line']:>5} │ "
    console.print(f"{number}{code}", markup=False, highlight=False, soft_wrap=True)
    # Hangul is two cells wide.
    marks = " " * cell_len(number + code[:start]) + "^" * max(1, cell_len(code[start:end]))
    console.print(marks, markup=False, highlight=False, soft_wrap=True, style="red")


def _show_calls(console: Console, result: Result, language: Language) -> None:
    table = Table.grid(padding=(0, 2))
    if built := result["constructor"]:
        origin = report.source(built, language)
        table.add_row(say(language, "run.built"), escape(built["call"]), f"[dim]{escape(origin)}")
    if given := result["input"]:
        origin = report.source(given, language)
        call = f"forward({given['call']})"
        table.add_row(say(language, "run.called"), escape(call), f"[dim]{escape(origin)}")
    if result["output"]:
        table.add_row(say(language, "run.column-output"), escape(result["output"]), "")
    if table.row_count:
        console.print(table)
        console.print()


def _show_audit(console: Console, result: Result, language: Language) -> None:
    hidden = result["unregistered"]
    if not hidden:
        console.print(f"[green]✓[/green] {say(language, 'run.all-registered')}")
        console.print()
        return
    table = _table(
        say(language, "run.title-unregistered"),
        say(language, "run.about-unregistered"),
        *(
            say(language, f"run.column-{c}")
            for c in ("path", "kind", "elements", "gradient", "line")
        ),
    )
    for entry in hidden:
        table.add_row(
            escape(entry["path"]),
            say(language, f"run.kind-{entry['kind']}"),
            f"{entry['elements']:,}",
            say(language, "run.yes" if entry["trained"] else "run.no"),
            str(entry["line"] or ""),
        )
    console.print(table)
    for sentence in report.remedies(result, language):
        console.print(f"→ {sentence}", markup=False, highlight=False, style="bold")
    console.print()


def _show_state(console: Console, result: Result, language: Language) -> None:
    if not (lines := report.state_lines(result, language)):
        return
    console.print(f"[bold]{say(language, 'audit.title')}[/bold]")
    for line in lines:
        console.print(f"• {line}", markup=False, highlight=False)
    console.print()


def _show_timing(console: Console, result: Result, language: Language) -> None:
    timing = result["timing"]
    if not timing or timing["eager_ms"] is None:
        return
    columns = (say(language, f"run.column-{c}") for c in ("how", "per-call", "comparison"))
    table = _table(say(language, "run.title-timing"), "", *columns)
    table.add_row("eager", eager_time(timing), "")
    if timing["compiled_ms"] is not None:
        compared = verdict(timing, language)
        table.add_row(report.compiled_name(timing), compiled_time(timing), compared)
    console.print(table)
    for sentence in report.sentences(result, language):
        console.print(sentence, markup=False, highlight=False)
    for sentence in report.method(result, language):
        console.print(sentence, markup=False, highlight=False, style="dim")
    for sentence in report.warnings(result, language):
        console.print(f"⚠ {sentence}", markup=False, highlight=False, style="yellow")
    console.print()
    for sentence in change_lines(result, language):
        console.print(sentence, markup=False, highlight=False)
    if result["before"]:
        console.print()
    _show_sweep(console, timing, language)


def _show_sweep(console: Console, timing: Mapping[str, Any], language: Language) -> None:
    if not (rows := report.sweep_rows(timing, language)):
        return
    names = ("measure.column-batch", "eager", "torch.compile", "run.column-comparison")
    columns = (report.column_title(name, language) for name in names)
    table = _table(say(language, "measure.title-sweep"), "", *columns)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print(say(language, "measure.about-sweep"), style="dim")
    console.print()


def _show_memory(console: Console, result: Result, language: Language) -> None:
    if not (rows := report.memory_rows(result, language)):
        return
    console.print(f"[bold]{say(language, 'measure.title-memory')}[/bold]")
    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print()


def _show_graphs(console: Console, result: Result, language: Language) -> None:
    sentence = report.graph_sentence(result, language)
    if sentence is None:
        return
    if rows := report.break_rows(result, language):
        columns = ("run.column-line", "graphs.column-what", "graphs.column-why")
        title = say(language, "graphs.title")
        table = _table(title, escape(sentence), *(say(language, c) for c in columns))
        for row in rows:
            table.add_row(*map(escape, row))
        console.print(table)
    else:
        console.print(f"[green]✓[/green] {escape(sentence)}")
    for line in report.recompile_lines(result, language):
        console.print(line, markup=False, highlight=False)
    console.print()


def _table(title: str, caption: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, title_style="bold")
    table.title = f"{title}\n[not bold]{caption}" if caption else title
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
