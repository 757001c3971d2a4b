"""`torchtutor check-exercise`: examine the exercise in a file, once or whenever it is saved."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from torchtutor.lessons import Lesson, LessonError

from ..exercises import Practice, Report, Submission, examine, exercise_of
from ..language import Language, say
from ..runner.interpreter import NoInterpreter, find
from ..runner.spare import Spares
from .files import decode, said
from .speaking import add_language, language_of
from .study import practice, show_gain, show_report

PASSED, FAILED, CANNOT = range(3)
_LOOK_S = 0.3  # how often a watched file is looked at


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`[FILE] [--watch] [--hint]`."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="none: the exercise here that was changed last"
    )
    parser.add_argument("--watch", action="store_true", help="check again whenever it is saved")
    parser.add_argument("--hint", action="store_true", help="show the hint for what fails")
    parser.add_argument("--python", metavar="PATH", help="the interpreter that has torch")
    add_language(parser)
    parser.epilog = "exit codes: 0 passed; 1 not yet; 2 it cannot be checked"


def run(arguments: argparse.Namespace) -> int:
    """Check the exercise; the exit codes are in `--help`."""
    language = language_of(arguments.language)
    console = Console(highlight=False)
    try:
        learner = practice(language)
    except LessonError as error:
        console.print(str(error), style="red", markup=False)
        return CANNOT
    path = Path(arguments.file) if arguments.file else _newest(learner)
    if path is None:
        console.print(say(language, "exercise.no-exercise"), markup=False)
        return CANNOT
    try:
        python = find(arguments.python, path.resolve().parent).path
    except NoInterpreter as error:
        console.print(say(language, f"run.{error.key}", **error.fields), markup=False)
        return CANNOT
    session = _Session(console, learner, path, python, language, hint=arguments.hint)
    try:
        return asyncio.run(session.watch() if arguments.watch else session.check())
    except KeyboardInterrupt:
        return FAILED


def _newest(learner: Practice) -> Path | None:
    """The exercise in the current folder that was changed last."""
    found = []
    for path in Path.cwd().glob("*.py"):
        try:
            if exercise_of(path.read_text(encoding="utf-8"), learner.lessons) is not None:
                found.append((path.stat().st_mtime, path))
        except (OSError, UnicodeDecodeError):
            continue
    return max(found)[1] if found else None


class _Session:
    def __init__(
        self,
        console: Console,
        learner: Practice,
        path: Path,
        python: str,
        language: Language,
        *,
        hint: bool,
    ) -> None:
        self._console = console
        self._learner = learner
        self._path = path
        self._python = python
        self._language: Language = language
        self._hint = hint

    async def check(self, spares: Spares | None = None) -> int:
        """Check the file once and show what came of it; with `spares` in a process that waits."""
        try:
            text = decode(self._path.read_bytes())
        except (OSError, SyntaxError, UnicodeDecodeError) as error:
            self._say("cannot-read", path=self._path, error=said(error))
            return CANNOT
        found = exercise_of(text, self._learner.lessons)
        if found is None:
            self._say("no-exercise")
            return CANNOT
        lesson, _ = found
        self._console.print(
            f"[bold]{lesson.order:02} {escape(lesson.document(self._language).title)}[/]"
            f" [dim]· {escape(str(self._path))}[/]"
        )
        with self._console.status(say(self._language, "exercise.checking")):
            one = [Submission(self._path.name, text)]
            path = str(self._path.resolve())
            report = (await examine(lesson, one, path, self._python, spares))[0]
        gain = self._learner.examined(lesson, report, text)
        show_report(self._console, lesson, report, self._path, self._language)
        show_gain(self._console, gain, self._language)
        wants = self._hint or (report.error is None and not report.untouched)
        if report.rejected_by and wants:
            self._show_hint(lesson, report)
        return PASSED if report.passed else FAILED

    def _show_hint(self, lesson: Lesson, report: Report) -> None:
        if not self._hint and not lesson.exercise.hints:
            return
        if self._hint:
            self._learner.note("hint.shown", lesson.id)
        text = self._learner.hint(lesson, report, self._language, now=self._hint)
        words = say(self._language, "exercise.hint", text=text) if self._hint else text
        self._console.print(f"[cyan]{escape(words)}[/]")

    async def watch(self) -> int:
        """Check now and whenever the file is saved, until it passes or Ctrl+C.

        A file that is gone or empty for a while (an editor that saves by replacing it, a branch
        that is switched) is waited for. From the second check on, torch is imported already.
        """
        spares = Spares()
        first = True
        try:
            while True:
                seen = self._stamp()
                if self._console.is_terminal:
                    self._console.clear()
                code = await self.check(spares)
                if code == PASSED or (first and code == CANNOT):
                    return code
                first = False
                self._say("watching", path=self._path)
                while self._stamp() == seen:
                    await asyncio.sleep(_LOOK_S)
        finally:
            await spares.close()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _say(self, key: str, **fields: object) -> None:
        self._console.print(say(self._language, f"exercise.{key}", **fields), markup=False)
