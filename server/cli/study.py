"""What `learn`, `check-exercise` and `progress` share: the learner's progress, and exercises."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.text import Text
from torchtutor.lessons import Lesson, Lessons, load_with

from ..exercises import Outcome, Practice, Report
from ..exercises.practice import Gain
from ..exercises.wording import sentence, summary
from ..folders import cache_folder
from ..language import Language, say
from ..learning import Store, open_store
from ..learning.state import level_key
from ..project import Projects
from ..settings import Settings

_MARKS = {
    "pass": "[green]✓[/]",
    "fail": "[red]✗[/]",
    "error": "[red]✗[/]",
    "environment": "[yellow]?[/]",
    "not-run": "[dim]·[/]",
}


def settings_here() -> Settings:
    """The settings of the current folder."""
    return Projects().of(Path.cwd()).settings


def practice(language: Language, lessons: Lessons | None = None) -> Practice:
    """The learner's progress by the settings of the current folder."""
    told: set[Path] = set()

    def tell(store: Store, error: OSError) -> None:
        if store.folder not in told:
            told.add(store.folder)
            fields = {"path": store.folder, "error": error.strerror or error}
            print(say(language, "progress.not-written", **fields), file=sys.stderr)

    settings = settings_here()
    store = open_store(settings.progress_folder) if settings.progress else None
    return Practice(
        lessons or load_with(settings.lesson_packs, cache_folder("lessons") / "tables.json"),
        store,
        tell,
    )


def show_report(
    console: Console, lesson: Lesson, report: Report, path: Path, language: Language
) -> None:
    """A line for each check and what is wrong, each thing once, and the sum."""
    said: set[str] = set()
    if not report.untouched:
        for outcome in report.outcomes:
            _show_outcome(console, outcome, said, path, language)
    style = "green" if report.passed else "yellow" if report.untouched else "red"
    console.print(f"[bold {style}]{escape(summary(report, language))}[/]")


def _show_outcome(
    console: Console, outcome: Outcome, said: set[str], path: Path, language: Language
) -> None:
    name = outcome.check
    if name == "honest":
        if outcome.kind == "pass":
            return
        name = say(language, "exercise.name-honest")
    place = f" [dim]{escape(path.name)}:{outcome.line}[/]" if outcome.line else ""
    console.print(f" {_MARKS[outcome.kind]} {escape(name)}{place}")
    text = sentence(outcome, language)
    if text and text not in said:
        said.add(text)
        for line in Text(text).wrap(console, max(20, console.width - 4)):
            console.print(f"   {escape(line.plain)}")


def show_gain(console: Console, gain: Gain | None, language: Language) -> None:
    """Points, achievements and a new level, when there are any."""
    if gain is None or not gain.points:
        return
    console.print(f"[bold]{escape(say(language, 'exercise.points', points=gain.points))}[/]")
    for name in gain.achievements:
        title, about = (say(language, f"progress.{part}-{name}") for part in ("name", "about"))
        console.print(f" [yellow]★[/] [bold]{escape(title)}[/] · {escape(about)}")
    if gain.level is not None:
        rank = say(language, level_key(gain.level))
        words = say(language, "progress.level", level=gain.level, name=rank)
        console.print(f" [cyan]▲[/] [bold]{escape(words)}[/]")
