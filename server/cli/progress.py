"""`torchtutor progress`: what was learned, as a picture; and all that is stored, in the open."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ..exercises import Practice
from ..language import Language, say
from ..learning import State, Store
from ..learning.state import Progress, level_key
from .speaking import add_language, language_of
from .study import practice

_BAR = 24
_ROOM_FOR_BARS = 64  # columns
_MOST_LINES = 5  # of those that cannot be read
_STATES = {"new": "dim", "read": "cyan", "started": "yellow", "passed": "green"}
_MARKS = {"new": "○", "read": "◔", "started": "◑", "passed": "●"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`[--show | --export FILE | --delete | --reset]`."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--show", action="store_true", help="print every stored event as it is")
    group.add_argument("--export", metavar="FILE", help="write all events to FILE (- for a pipe)")
    group.add_argument("--delete", action="store_true", help="delete everything that is stored")
    group.add_argument("--reset", action="store_true", help="begin anew, keep the files")
    parser.add_argument("--yes", action="store_true", help="do not ask before deleting")
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """0, or 2 when progress is switched off or a file cannot be written."""
    language = language_of(arguments.language)
    console = Console(highlight=False)
    learner = practice(language)
    store = learner.store
    if store is None:
        console.print(say(language, "progress.off"), markup=False)
        return 2
    if arguments.delete or arguments.reset:
        try:
            if arguments.delete:
                return _delete(console, store, language, sure=arguments.yes)
            store.reset()
        except OSError as error:
            key = "not-delete" if arguments.delete else "not-reset"
            fields = {"path": store.folder, "error": error.strerror or error}
            console.print(say(language, f"progress.{key}", **fields), markup=False)
            return 2
        console.print(say(language, "progress.reset-done"), markup=False)
        return 0
    if arguments.show or arguments.export == "-":
        store.export(sys.stdout.write)
    elif arguments.export:
        try:
            with Path(arguments.export).open("w", encoding="utf-8", newline="\n") as file:
                store.export(file.write)
        except OSError as error:
            fields = {"path": arguments.export, "error": error.strerror or error}
            console.print(say(language, "exercise.cannot-write", **fields), markup=False)
            return 2
    else:
        console.print(picture(learner, language, console.width))
    if not arguments.export:
        _where(Console(stderr=True, highlight=False), store, language)
    return 0


def _where(console: Console, store: Store, language: Language) -> None:
    fields = {"count": len(store.events()), "path": store.folder}
    console.print(f"[dim]{escape(say(language, 'progress.where', **fields))}[/]")
    for path, numbers in store.unreadable().items():
        lines = ", ".join(map(str, numbers[:_MOST_LINES])) + ", …" * (len(numbers) > _MOST_LINES)
        fields = {"path": path.name, "count": len(numbers), "lines": lines}
        console.print(say(language, "progress.unreadable", **fields), markup=False)


def _delete(console: Console, store: Store, language: Language, *, sure: bool) -> int:
    count = len(store.events())
    if not sure:
        question = say(language, "progress.delete-sure", count=count, path=store.folder)
        try:
            answer = input(f"{question} ")
        except EOFError:
            answer = ""
            print()
        sure = answer.strip().lower() == "yes"
    if sure:
        store.delete()
    console.print(say(language, "progress.deleted" if sure else "progress.not-deleted"))
    return 0


def picture(learner: Practice, language: Language, width: int) -> RenderableType:
    """Level, lessons and achievements; without the lessons' bars where there is no room for them."""
    state = learner.state()
    lessons = _lessons(state, language, bars=width >= _ROOM_FOR_BARS)
    parts: list[RenderableType] = [_level(state, language), lessons]
    parts.append(_achievements(state, language))
    if not state.points:
        parts.append(Text(say(language, "progress.begin"), style="dim"))
    return Group(*parts)


def _bar(share: float, width: int, style: str) -> Text:
    """`━━━━━╸────`, with half steps."""
    halves = round(max(0.0, min(1.0, share)) * width * 2)
    full, half = divmod(halves, 2)
    bar = Text("━" * full + "╸" * half, style=style)
    bar.append("─" * (width - full - half), style="dim")
    return bar


def _level(state: State, language: Language) -> Panel:
    rank = say(language, level_key(state.level))
    title = say(language, "progress.level", level=state.level, name=rank)
    share = (state.points - state.start) / (state.next - state.start)
    fields = {"left": state.next - state.points, "next": state.level + 1}
    line = Text.assemble(
        _bar(share, _BAR + _BAR // 2, "bold magenta"),
        "  ",
        say(language, "progress.points", points=state.points, **fields),
    )
    return Panel(
        line,
        title=f"[bold]{escape(title)}[/]",
        title_align="left",
        border_style="magenta",
        expand=False,
    )


def _lessons(state: State, language: Language, *, bars: bool) -> Panel:
    table = Table.grid(padding=(0, 1))
    for progress in state.lessons:
        row = _row(progress, language)
        table.add_row(*(row if bars else row[:3] + row[4:5]))
    fields = {"passed": state.passed, "all": len(state.lessons)}
    return Panel(
        table,
        title=f"[bold]{escape(say(language, 'progress.lessons'))}[/]",
        title_align="left",
        subtitle=escape(say(language, "progress.passed-of", **fields)),
        subtitle_align="right",
        border_style="cyan",
        expand=False,
    )


def _row(progress: Progress, language: Language) -> list[RenderableType]:
    style = _STATES[progress.state]
    return [
        Text(_MARKS[progress.state], style=style),
        Text(f"{progress.lesson.order:02}", style="dim"),
        Text(progress.lesson.document(language).title, style="bold" if style != "dim" else ""),
        _bar(progress.points / max(1, progress.most), _BAR // 2, style),
        Text(f"{progress.points:>3}/{progress.most}", style="dim"),
        Text(say(language, f"progress.state-{progress.state}"), style=style),
    ]


def _achievements(state: State, language: Language) -> Panel:
    cards = []
    for achievement in state.achievements:
        name = say(language, f"progress.name-{achievement.id}")
        about = say(language, f"progress.about-{achievement.id}").replace("`", "")
        if achievement.earned:
            proof = achievement.proof[-1]
            version = proof.evidence.get("torch")
            evidence = proof.time[:10] + (f", torch {version}" if version else "")
            text = Text.assemble((name, "bold"), "\n", about, "\n", (evidence, "dim green"))
            star = Text("★", "yellow")
        else:
            text = Text.assemble((name, "dim"), "\n", (about, "dim"))
            star = Text("☆", "dim")
        card = Table.grid(padding=(0, 1))
        card.add_row(star, text)
        cards.append(card)
    earned = sum(achievement.earned for achievement in state.achievements)
    fields = {"earned": earned, "all": len(state.achievements)}
    return Panel(
        Columns(cards, width=34, padding=(0, 2)),
        title=f"[bold]{escape(say(language, 'progress.achievements'))}[/]",
        title_align="left",
        subtitle=escape(say(language, "progress.earned-of", **fields)),
        subtitle_align="right",
        border_style="yellow",
    )
