"""What the events add up to: lessons, experience, level, achievements. Computed, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from torchtutor.lessons import Lesson

from .achievements import POINTS, Achievement, judge
from .events import Event

LessonState = Literal["new", "read", "started", "passed"]
_LAST_NAMED = 10  # levels above it have its name


@dataclass(frozen=True, slots=True)
class Progress:
    """One lesson: how far, and the points for it of those it offers.

    `tries` counts failed checks since the exercise was started or reset last.
    """

    lesson: Lesson
    state: LessonState
    points: int
    most: int
    tries: int
    predicted: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is shown. `start` and `next` are the points at which the level begins and ends."""

    lessons: tuple[Progress, ...]
    achievements: tuple[Achievement, ...]
    points: int
    level: int
    start: int
    next: int

    def lesson(self, identity: str) -> Progress:
        """The progress in one lesson; raises KeyError for one that is not installed."""
        for progress in self.lessons:
            if progress.lesson.id == identity:
                return progress
        raise KeyError(identity)

    @property
    def passed(self) -> int:
        """How many exercises are passed."""
        return sum(progress.state == "passed" for progress in self.lessons)


def begins_at(level: int) -> int:
    """The points at which a level begins: 0, 120, 360, 720, 1200 ..."""
    return 60 * level * (level + 1)


def level_key(level: int) -> str:
    """The key of the level's name among the sentences."""
    return f"progress.level-{min(level, _LAST_NAMED)}"


def counted(events: Iterable[Event]) -> list[Event]:
    """The events since the last reset."""
    found = list(events)
    epoch = max((event.epoch for event in found), default=0)
    return [event for event in found if event.epoch == epoch]


def fold(events: Iterable[Event], lessons: Sequence[Lesson]) -> State:
    """The state after `events`; nothing counts twice."""
    found = counted(events)
    progress = tuple(_lesson(lesson, found) for lesson in lessons)
    achievements = judge(found, lessons)
    points = sum(p.points for p in progress) + POINTS * sum(a.earned for a in achievements)
    level = 0
    while begins_at(level + 1) <= points:
        level += 1
    return State(progress, achievements, points, level, begins_at(level), begins_at(level + 1))


def _lesson(lesson: Lesson, events: Sequence[Event]) -> Progress:
    exercise = f"{lesson.id}/{lesson.exercise.id}"
    mine: Mapping[str, list[Event]] = {
        kind: [e for e in events if e.kind == kind and e.what in (lesson.id, exercise)]
        for kind in ("lesson.read", "exercise.start", "check.pass", "check.fail", "solution.shown")
    }
    known = {prediction.id for prediction in lesson.predictions}
    right = {
        event.what.partition("/")[2]
        for event in events
        if event.kind == "predict.right" and event.what.startswith(f"{lesson.id}/")
    } & known
    offered = lesson.points
    points = offered.predict * len(right)
    state: LessonState = "new"
    if mine["lesson.read"]:
        state, points = "read", points + offered.read
    if mine["exercise.start"] or mine["check.fail"]:
        state = "started"
    if mine["check.pass"]:
        state, points = "passed", points + offered.exercise
        # Without the solution, however long it took.
        shown = {event.time for event in mine["solution.shown"]}
        if not shown or min(shown) >= min(event.time for event in mine["check.pass"]):
            points += offered.stretch
    most = offered.read + offered.predict * len(known) + offered.exercise + offered.stretch
    begun = max((event.time for event in mine["exercise.start"]), default="")
    tries = sum(event.time >= begun for event in mine["check.fail"])
    return Progress(lesson, state, points, most, tries, frozenset(right))
