"""The checks of exercises under way, and what the last one of each file said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torchtutor.lessons import Lesson

from .exercises import Practice, Report, Submission, examine
from .exercises.practice import Gain
from .exercises.wording import sentence, summary
from .language import Language
from .runner.spare import Spares


@dataclass(frozen=True, slots=True)
class Checked:
    """A report about one text of a file."""

    lesson: Lesson
    text: str
    report: Report
    gain: Gain | None

    def describe(self, language: Language) -> dict[str, Any]:
        """The report as JSON, with its sentences."""
        report, gain = self.report, self.gain
        return {
            "lesson": self.lesson.id,
            "passed": report.passed,
            "untouched": report.untouched,
            "summary": summary(report, language),
            "checks": [
                {
                    "id": outcome.check,
                    "outcome": outcome.kind,
                    "line": outcome.line,
                    "sentence": sentence(outcome, language),
                }
                for outcome in report.outcomes
            ],
            "gain": None
            if gain is None
            else {
                "xp": gain.points,
                "achievements": list(gain.achievements),
                "level": gain.level,
            },
        }


class Practising:
    """One check at a time for each file; a newer one replaces the older."""

    def __init__(
        self,
        python: Callable[[], str],
        spares: Callable[[], Spares | None],
        changed: Callable[[], None],
    ) -> None:
        self._python = python
        self._spares = spares
        self._changed = changed
        self._under_way: dict[str, tuple[asyncio.Task[list[Report]], float]] = {}
        self._checked: dict[str, Checked] = {}

    async def check(
        self, uri: str, lesson: Lesson, text: str, path: str, practice: Practice
    ) -> Checked:
        """Examine a text. Raises CancelledError when a newer check of the file begins."""
        before = self._under_way.pop(uri, None)
        if before is not None:
            before[0].cancel()
        one = [Submission(path, text)]
        work = examine(lesson, one, path, self._python(), self._spares())
        task = asyncio.get_running_loop().create_task(work)
        self._under_way[uri] = (task, time.monotonic())
        self._changed()
        try:
            report = (await task)[0]
        finally:
            if self._under_way.get(uri, (None,))[0] is task:
                del self._under_way[uri]
        checked = Checked(lesson, text, report, practice.examined(lesson, report, text))
        self._checked[uri] = checked
        self._changed()
        return checked

    def running_s(self, uri: str) -> float | None:
        """For how many seconds a check of the file has been running."""
        found = self._under_way.get(uri)
        return None if found is None else time.monotonic() - found[1]

    def latest(self, uri: str, text: str | None = None) -> Checked | None:
        """What the last check said; with `text` only when it was about this very text."""
        found = self._checked.get(uri)
        return None if found is None or text not in (None, found.text) else found

    async def close(self) -> None:
        """End the checks under way, and their processes."""
        tasks = [task for task, _ in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def forget(self, uri: str) -> None:
        """The file was closed."""
        self._checked.pop(uri, None)
