"""`torchtutor learn`: list the lessons, read one, and work on its exercise."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from torchtutor.lessons import Lesson, LessonError

from ..exercises import Practice, Submission, examine, files
from ..language import Language, say
from ..runner.interpreter import NoInterpreter, find
from .files import said
from .speaking import add_language, language_of
from .study import practice

_MARKS = {"new": " ", "read": "◔", "started": "◑", "passed": "●"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`[LESSON] [--start | --hint | ...] [--file FILE]`."""
    parser.add_argument(
        "lesson", nargs="?", help="id or number of a lesson (pt.mental-model, 01); none: list them"
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--start", action="store_true", help="write the exercise into a file")
    group.add_argument("--reset", action="store_true", help="begin it anew; the old file is kept")
    group.add_argument("--hint", action="store_true", help="a hint for what fails in the file")
    group.add_argument("--solution", action="store_true", help="print a solution, once you passed")
    group.add_argument("--predict", action="store_true", help="answer the lesson's predictions")
    group.add_argument("--exercise", action="store_true", help="print the exercise's starter file")
    parser.add_argument("--file", metavar="FILE", help="the file of the exercise; has a default")
    parser.add_argument("--yes", action="store_true", help="show the solution before passing")
    parser.add_argument("--python", metavar="PATH", help="the interpreter that has torch")
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for; 1 when it is too early, 2 when it cannot be done."""
    language = language_of(arguments.language)
    try:
        learner = practice(language)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.lesson is None:
        wanted = ("start", "reset", "hint", "solution", "predict", "exercise")
        if any(getattr(arguments, name) for name in wanted):
            print(say(language, "learn.exercise-of-which"), file=sys.stderr)
            return 2
        _list(learner, language)
        return 0
    lesson = learner.lessons.find(arguments.lesson)
    if lesson is None:
        print(say(language, "learn.unknown", lesson=arguments.lesson), file=sys.stderr)
        return 2
    path = Path(arguments.file or files.file_name(lesson))
    if arguments.start or arguments.reset:
        return _start(learner, lesson, path, language, anew=arguments.reset)
    if arguments.hint:
        return _hint(learner, lesson, path, arguments.python, language)
    if arguments.solution:
        return _solution(learner, lesson, language, sure=arguments.yes)
    if arguments.predict:
        return _predict(learner, lesson, language)
    if arguments.exercise:
        print(lesson.file(lesson.exercise.starter), end="")
    else:
        _show(lesson, learner.lessons.page(lesson.id, language), language)
        learner.read(lesson)
    return 0


def _list(learner: Practice, language: Language) -> None:
    state = learner.state()
    for progress in state.lessons:
        lesson = progress.lesson
        title = lesson.document(language).title
        about = say(language, "learn.minutes", minutes=lesson.minutes)
        before = learner.lessons.before(lesson)
        if missing := [b for b in before if state.lesson(b.id).state != "passed"]:
            numbers = ", ".join(f"{b.order:02}" for b in missing)
            about += "; " + say(language, "learn.after", lessons=numbers)
        mark = f"{_MARKS[progress.state]} " if learner.store is not None and state.points else ""
        print(f"{mark}{lesson.order:02}  {lesson.id}  {title}  ({about})")
    following = [p for p in state.lessons if p.state != "passed"] or state.lessons
    number = f"{following[0].lesson.order:02}"
    print(say(language, "learn.how-to-read", number=number))


def _start(learner: Practice, lesson: Lesson, path: Path, language: Language, *, anew: bool) -> int:
    try:
        kept = files.begin(lesson, path, anew=anew)
    except FileExistsError:
        print(say(language, "exercise.exists", path=path), file=sys.stderr)
        return 2
    except OSError as error:
        fields = {"path": path, "error": error.strerror or error}
        print(say(language, "exercise.cannot-write", **fields), file=sys.stderr)
        return 2
    learner.note("exercise.start", files.identity(lesson))
    if kept is not None:
        print(say(language, "exercise.kept", path=kept))
    print(say(language, "exercise.started", path=path))
    return 0


def _hint(
    learner: Practice, lesson: Lesson, path: Path, python: str | None, language: Language
) -> int:
    try:
        text = path.read_text(encoding="utf-8")
        interpreter = find(python, path.resolve().parent).path
    except (OSError, UnicodeDecodeError) as error:
        fields = {"path": path, "error": said(error)}
        print(say(language, "exercise.cannot-read", **fields), file=sys.stderr)
        return 2
    except NoInterpreter as missing:
        print(say(language, f"run.{missing.key}", **missing.fields), file=sys.stderr)
        return 2
    one = [Submission(path.name, text)]
    report = asyncio.run(examine(lesson, one, str(path.resolve()), interpreter))[0]
    learner.note("hint.shown", lesson.id)
    print(learner.hint(lesson, report, language, now=True))
    return 0


def _solution(learner: Practice, lesson: Lesson, language: Language, *, sure: bool) -> int:
    if not sure and learner.state().lesson(lesson.id).state != "passed":
        print(say(language, "exercise.solution-first"), file=sys.stderr)
        return 1
    learner.note("solution.shown", lesson.id)
    print(lesson.file(lesson.exercise.solution), end="")
    return 0


def _predict(learner: Practice, lesson: Lesson, language: Language) -> int:
    document = lesson.document(language)
    for prediction in lesson.predictions:
        section = document.sections[prediction.heading]
        print(f"\n## {section.heading}\n\n{section.text}\n")
        try:
            answer = input(f"{say(language, 'exercise.predict-question')} ")
        except EOFError:
            print()
            return 1
        if learner.predict(lesson, prediction.id, answer):
            print(say(language, "exercise.predict-right"))
        else:
            print(say(language, "exercise.predict-wrong", answer=prediction.answer))
    return 0


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
