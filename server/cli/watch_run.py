"""`torchtutor run --watch`: again whenever the file, or one that it imports, changes what the run needs."""

from __future__ import annotations

import argparse
import ast
import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from torchtutor import analyzers

from ..language import Language, say
from ..runner.messages import Job, ProjectFile
from ..runner.needed import needs_more
from ..runner.project_files import imported_files
from ..runner.spare import Spares
from ..runner.target import Target
from .files import decode
from .one_run import ENVIRONMENT, job_of, tell
from .show_run import run_with_progress

_LOOK_S = 0.3


async def watch(
    arguments: argparse.Namespace,
    path: Path,
    class_name: str,
    target: Target,
    notes: Console,
    language: Language,
    *,
    keep: bool,
) -> int:
    """Run, and run again after each change, until Ctrl+C; the exit code of the last result."""
    run = _Watched(path, class_name, arguments.whole_file)
    spares, code = Spares(), ENVIRONMENT
    try:
        while True:
            text = run.look()
            job = job_of(arguments, text, path, class_name, target)
            result = await _unless_changed(run, job, target, arguments, notes, language, spares)
            if result is not None:
                code = tell(arguments, result, notes, language, keep=keep)
                _note(notes, language, "waiting", name=class_name, path=path.name)
                await run.changed(partial(_note, notes, language))
            if notes.is_terminal:
                notes.clear()
    except asyncio.CancelledError:  # Ctrl+C
        return code
    finally:
        await spares.close()


def _note(notes: Console, language: Language, key: str, **fields: object) -> None:
    notes.print(say(language, f"watch.{key}", **fields), markup=False, style="dim")


async def _unless_changed(
    run: _Watched,
    job: Job,
    target: Target,
    arguments: argparse.Namespace,
    notes: Console,
    language: Language,
    spares: Spares,
) -> dict[str, Any] | None:
    """The result; None when there is something newer to run before it is there."""
    running = asyncio.ensure_future(
        run_with_progress(
            notes, job, target, timeout_s=arguments.timeout, language=language, spares=spares
        )
    )
    changing = asyncio.ensure_future(run.changed())
    try:
        await asyncio.wait([running, changing], return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else None
    finally:
        for task in (running, changing):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


class _Watched:
    """A file as it was run, and the files of the project that it imports."""

    def __init__(self, path: Path, class_name: str, whole_file: bool) -> None:
        self._path = path.resolve()
        self._class_name = class_name
        self._whole_file = whole_file
        self._text = ""
        self._imports: tuple[ProjectFile, ...] = ()
        self._seen: list[tuple[int, int] | None] = []

    def look(self) -> str:
        """The text to run now; what is asked of `changed` is then compared with it."""
        stamp = _stamp(self._path)  # before it is read: a save in between is seen later
        self._text = _read(self._path) or self._text
        self._imports = imported_files(self._text, str(self._path))
        self._seen = [stamp, *self._stamps()[1:]]
        return self._text

    async def changed(self, note: Callable[..., None] | None = None) -> None:
        """Wait until a run would be another one; `note` says why a save starts none."""
        while True:
            await asyncio.sleep(_LOOK_S)
            now = self._stamps()
            if now == self._seen:
                continue
            self._seen = now
            if (text := _read(self._path)) is None:
                continue
            try:
                ast.parse(text)
            except (SyntaxError, ValueError) as error:
                line, message = getattr(error, "lineno", None) or 1, getattr(error, "msg", error)
                if note is not None:
                    note("unreadable", line=line, message=message)
                continue
            if self._differs(text):
                return
            if note is not None:
                note("not-needed", name=self._class_name)

    def _differs(self, text: str) -> bool:
        # What ran may have been half written.
        then = analyzers.readable(self._text)
        if needs_more(then, text, self._class_name, self._whole_file):
            return True
        return imported_files(text, str(self._path)) != self._imports

    def _stamps(self) -> list[tuple[int, int] | None]:
        return [_stamp(place) for place in (self._path, *(Path(f.path) for f in self._imports))]


def _read(path: Path) -> str | None:
    try:
        return decode(path.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
