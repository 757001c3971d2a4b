"""`torchtutor learn`: list the lessons, or print one."""

from __future__ import annotations

import argparse
import sys

from torchtutor.lessons import Lesson, load

from ..language import LANGUAGES, Language, negotiate, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`[LESSON] [--exercise] [--language {en,ko}]`."""
    parser.add_argument(
        "lesson", nargs="?", help="id or number of a lesson (pt.mental-model, 01); none: list them"
    )
    parser.add_argument(
        "--exercise", action="store_true", help="print the starter file of the lesson's exercise"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="default: from the environment")


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for; 2 when there is no such lesson."""
    language = negotiate(arguments.language, None)
    lessons = load()
    if arguments.lesson is None:
        if arguments.exercise:
            print(say(language, "learn.exercise-of-which"), file=sys.stderr)
            return 2
        _list(lessons.lessons, language)
        return 0
    lesson = lessons.find(arguments.lesson)
    if lesson is None:
        print(say(language, "learn.unknown", lesson=arguments.lesson), file=sys.stderr)
        return 2
    if arguments.exercise:
        print(lesson.file(lesson.exercise.starter), end="")
    else:
        _show(lesson, lessons.page(lesson.id, language), language)
    return 0


def _list(lessons: tuple[Lesson, ...], language: Language) -> None:
    for lesson in lessons:
        title = lesson.document(language).title
        minutes = say(language, "learn.minutes", minutes=lesson.minutes)
        print(f"{lesson.order:02}  {lesson.id}  {title}  ({minutes})")
    print(say(language, "learn.how-to-read", number=f"{lessons[0].order:02}"))


def _show(lesson: Lesson, page: str, language: Language) -> None:
    footer = say(
        language,
        "learn.verified",
        versions=", ".join(lesson.verified.torch),
        date=lesson.verified.date.isoformat(),
    )
    page = f"{page}\n---\n\n{footer}\n"
    if not sys.stdout.isatty():
        print(page, end="")
        return
    from rich.console import Console  # slow to import, and only a terminal needs it
    from rich.markdown import Markdown

    Console().print(Markdown(page))
