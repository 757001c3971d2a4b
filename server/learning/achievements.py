"""The eleven achievements: questions about events, answered with the events that prove them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from torchtutor.lessons import Lesson

from .events import Event

POINTS = 30
CONCLUSIVE = frozenset({"faster", "slower", "no-difference"})
_FASTER = 1.10  # 60 trials of a model against its own copy never reached this
_CLOSE = 1e-2


@dataclass(frozen=True, slots=True)
class Achievement:
    """`id` is also the key of its name and its text. `proof` is empty as long as it is not earned."""

    id: str
    proof: tuple[Event, ...]

    @property
    def earned(self) -> bool:
        """Whether there is proof."""
        return bool(self.proof)


Question = Callable[[Sequence[Event], Sequence[Lesson]], tuple[Event, ...]]


def _probes(event: Event, name: str) -> Iterable[dict[str, Any]]:
    """What a probe of a passed check has seen."""
    if event.kind != "check.pass":
        return []
    seen = event.evidence.get("probes")
    return [p for p in seen if p.get("probe") == name] if isinstance(seen, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def _first(events: Iterable[Event], holds: Callable[[Event], bool]) -> tuple[Event, ...]:
    return next(((event,) for event in events if holds(event)), ())


def _probed(name: str, holds: Callable[[dict[str, Any]], bool]) -> Question:
    return lambda events, lessons: _first(
        events, lambda event: any(holds(seen) for seen in _probes(event, name))
    )


def _found_them_all(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Event, ...]:
    def holds(event: Event) -> bool:
        if event.kind == "run":
            return (
                event.evidence.get("hidden") == 0 and _number(event.evidence.get("parameters")) >= 8
            )
        return any(_number(seen.get("parameters")) >= 8 for seen in _probes(event, "no-orphans"))

    return _first(events, holds)


def _distinct(
    events: Iterable[Event], key: Callable[[Event], Any], count: int
) -> tuple[Event, ...]:
    proof: dict[Any, Event] = {}
    for event in events:
        proof.setdefault(key(event), event)
        if len(proof) == count:
            return tuple(proof.values())
    return ()


def _lost_and_found(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Event, ...]:
    first = {rule for lesson in lessons[:1] for rule in lesson.rules}
    fixed = (e for e in events if e.kind == "finding.fixed" and e.what in first)
    return _distinct(fixed, lambda event: event.evidence.get("print"), 5)


def _called_it(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Event, ...]:
    right = (e for e in events if e.kind == "predict.right" and e.evidence.get("first") is True)
    return _distinct(right, lambda event: event.what, 10)


def _honest_stopwatch(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Event, ...]:
    def holds(event: Event) -> bool:
        if event.kind == "run":
            return event.evidence.get("verdict") in CONCLUSIVE
        return any(s.get("verdict") in CONCLUSIVE for s in _probes(event, "eager-vs-compile"))

    return _first(events, holds)


def _measurably_faster(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Event, ...]:
    def faster(seen: Any) -> bool:
        interval, gap = seen.get("interval"), seen.get("max_difference")
        lower = interval[0] if isinstance(interval, list) and interval else None
        close = isinstance(gap, (int, float)) and gap <= _CLOSE
        return seen.get("verdict") == "faster" and _number(lower) >= _FASTER and close

    return _first(
        events,
        lambda event: (
            (event.kind == "run" and faster(event.evidence))
            or any(faster(seen) for seen in _probes(event, "eager-vs-compile"))
        ),
    )


def _home_ground(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Event, ...]:
    home: dict[str, str] = {}
    for lesson in lessons:
        for rule in lesson.rules:
            home.setdefault(rule, lesson.id)
    outside = (
        e
        for e in events
        if e.kind == "finding.fixed" and e.evidence.get("outside") is True and e.what in home
    )
    return _distinct(outside, lambda event: home[event.what], 3)


QUESTIONS: dict[str, Question] = {
    "found-them-all": _found_them_all,
    "lost-and-found": _lost_and_found,
    "moves-as-one": _probed(
        "meta-device",
        lambda seen: _number(seen.get("parameters")) >= 1 and _number(seen.get("buffers")) >= 1,
    ),
    "round-trip": _probed("round-trip", lambda seen: _number(seen.get("keys")) >= 1),
    "called-it": _called_it,
    "downhill": _probed("learns", lambda seen: _number(seen.get("seeds")) >= 2),
    "overfit-on-purpose": _probed("learns", lambda seen: seen.get("below") is not None),
    "honest-stopwatch": _honest_stopwatch,
    "measurably-faster": _measurably_faster,
    "one-graph": _probed(
        "graphs",
        lambda seen: (
            seen.get("breaks") == 0
            and 1 <= _number(seen.get("graphs")) <= 2
            and _number(seen.get("inputs")) >= 3
        ),
    ),
    "home-ground": _home_ground,
}


def judge(events: Sequence[Event], lessons: Sequence[Lesson]) -> tuple[Achievement, ...]:
    """All achievements, earned or not, in their order."""
    return tuple(
        Achievement(name, question(events, lessons)) for name, question in QUESTIONS.items()
    )
