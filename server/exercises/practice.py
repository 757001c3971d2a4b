"""A learner practises: examine a file, remember what came of it, say what to show."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torchtutor.lessons import Lesson, Lessons

from ..language import Language, say
from ..learning import Event, State, Store, fold
from ..learning.achievements import judge
from ..learning.events import new_event
from ..learning.fixes import Fixed
from ..learning.state import counted
from .checking import Report
from .files import digest, identity
from .wording import hint_text, hints, sentence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a passed check brought: points, and achievements by their ids."""

    points: int
    achievements: tuple[str, ...]
    level: int | None


class Practice:
    """The progress of one learner; without a store (switched off) nothing is remembered.

    `not_written` hears of an event that could not be written, and why.
    """

    def __init__(
        self,
        lessons: Lessons,
        store: Store | None,
        not_written: Callable[[Store, OSError], None] | None = None,
    ) -> None:
        self.lessons = lessons
        self.store = store
        self._not_written = not_written
        self._passed: tuple[tuple[Event, ...], frozenset[str]] | None = None

    def state(self) -> State:
        """What the events add up to."""
        events = self.store.events() if self.store is not None else ()
        return fold(events, self.lessons.lessons)

    def has_passed(self, lesson_id: str) -> bool:
        """Whether the exercise of a lesson was passed; asked for each hover, so it is kept."""
        events = self.store.events() if self.store is not None else ()
        if self._passed is None or self._passed[0] is not events:
            passed = frozenset(p.lesson.id for p in self.state().lessons if p.state == "passed")
            self._passed = (events, passed)
        return lesson_id in self._passed[1]

    def note(self, kind: str, what: str, evidence: dict[str, Any] | None = None) -> None:
        """Remember something; where it cannot be written, that is told and the work goes on."""
        if self.store is None:
            return
        try:
            self.store.add(kind, what, evidence)
        except OSError as error:
            log.info("event=progress-not-written error=%s", error)
            if self._not_written is not None:
                self._not_written(self.store, error)

    def read(self, lesson: Lesson) -> None:
        """The learner opened a lesson."""
        if self.state().lesson(lesson.id).state == "new":
            self.note("lesson.read", lesson.id)

    def predict(self, lesson: Lesson, prediction: str, answer: str) -> bool:
        """Whether an answer is right; the first one given is remembered as such."""
        right = next(p.answer for p in lesson.predictions if p.id == prediction)
        is_right = _values(answer) == _values(right)
        what = f"{lesson.id}/{prediction}"
        events = self.store.events() if self.store is not None else ()
        first = not any(e.what == what and e.kind.startswith("predict.") for e in events)
        self.note("predict.right" if is_right else "predict.wrong", what, {"first": first})
        return is_right

    def examined(self, lesson: Lesson, report: Report, text: str) -> Gain | None:
        """Remember a report; what was gained when the exercise is passed now."""
        if report.untouched and not report.passed:
            return None
        what = identity(lesson)
        if not report.passed:
            if report.rejected_by:
                self.note("check.fail", what, {"check": report.rejected_by[0]})
            return None
        before = self.state()
        names = {check.id: check.name for check in lesson.exercise.checks}
        probes = [
            {"probe": names[outcome.check], **outcome.evidence}
            for outcome in report.outcomes
            if outcome.kind == "pass" and outcome.evidence and outcome.check in names
        ]
        self.note(
            "check.pass", what, {"torch": report.torch, "sha": digest(text), "probes": probes}
        )
        after = self.state()
        had = {a.id for a in before.achievements if a.earned}
        fresh = tuple(a.id for a in after.achievements if a.earned and a.id not in had)
        level = after.level if after.level != before.level else None
        return Gain(after.points - before.points, fresh, level)

    def ran(self, evidence: dict[str, Any]) -> None:
        """Remember a run of the learner's own Module, if it earns something."""
        self._note_what_earns(new_event("run", "", 0, evidence))

    def mended(self, mended: Fixed, *, outside: bool) -> None:
        """Remember that a finding is gone. Each counts once; `outside`: in a file of one's own."""
        if self.store is None:
            return
        seen = {e.evidence.get("print") for e in self.store.events() if e.kind == "finding.fixed"}
        if mended.print not in seen:
            self.note("finding.fixed", mended.rule, {"print": mended.print, "outside": outside})

    def _note_what_earns(self, event: Event) -> None:
        """An event that may come hundreds of times is kept only when it brings an achievement."""
        if self.store is None:
            return
        events, lessons = counted(self.store.events()), self.lessons.lessons
        have = {a.id for a in judge(events, lessons) if a.earned}
        with_it = {a.id for a in judge([*events, event], lessons) if a.earned}
        if with_it - have:
            self.note(event.kind, event.what, dict(event.evidence))

    def hint(self, lesson: Lesson, report: Report, language: Language, *, now: bool = False) -> str:
        """The hint for what fails, when it is time for it; otherwise when it will be.

        `now`: the learner asks for it, and gets it whatever the number of tries.
        """
        found = hints(lesson, report)
        if report.first is None:
            return say(language, "exercise.nothing-failed")
        if report.error is not None:  # whatever fails, it is because the code did not run
            return say(language, "exercise.hint-run", sentence=sentence(report.first, language))
        if not found:
            document = lesson.document(language)
            heading = document.sections[lesson.exercise.heading].heading
            return say(language, "exercise.no-hint", heading=heading)
        tries = self.state().lesson(lesson.id).tries
        due = [pair for pair in found if pair[0].after <= tries]
        if now and not due:
            due = found[:1]
        if not due:
            return say(language, "exercise.hint-later", count=found[0][0].after - tries)
        # The last one that is due for the same check tells most.
        best = [pair for pair in due if pair[0].on == due[0][0].on][-1]
        return hint_text(*best, language)


def _values(text: str) -> list[str | float]:
    """What an answer says, without what does not matter: `tensor([4., 1])` is `4 1`."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.lower())  # 600,000
    words = re.sub(r"tensor\(|torch\.|[][(),`'\"]", " ", text).split()
    return [
        float(word) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", word) else word for word in words
    ]
