"""Points, levels and achievements follow from what was done, and from nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from torchtutor.lessons import load, load_from
from torchtutor.server.learning import Event, Store, fold
from torchtutor.server.learning.achievements import QUESTIONS, judge
from torchtutor.server.learning.events import new_event
from torchtutor.server.learning.state import begins_at

LESSONS = load().lessons
FIRST = LESSONS[0]
EXERCISE = f"{FIRST.id}/{FIRST.exercise.id}"


def event(kind: str, what: str, **evidence: object) -> Event:
    return new_event(kind, what, 0, evidence)


PROBED = [{"probe": "no-orphans", "parameters": 15, "buffers": 0}]


def test_the_first_lesson_is_the_first_level() -> None:
    done = [event("lesson.read", FIRST.id), event("check.pass", EXERCISE, probes=PROBED)]
    state = fold(done, LESSONS)
    read, exercise, stretch = FIRST.points.read, FIRST.points.exercise, FIRST.points.stretch
    assert state.lesson(FIRST.id).points == read + exercise + stretch
    right = [event("predict.right", f"{FIRST.id}/{p.id}", first=True) for p in FIRST.predictions]
    assert fold(done + right, LESSONS).level == 1
    assert [a.id for a in state.achievements if a.earned] == ["found-them-all"]


def test_nothing_counts_twice() -> None:
    done = [event("check.pass", EXERCISE), event("lesson.read", FIRST.id)]
    again = [event("check.pass", EXERCISE), event("lesson.read", FIRST.id)]
    assert fold(done + again, LESSONS).points == fold(done, LESSONS).points


def test_the_solution_costs_the_stretch_only() -> None:
    shown = Event("a", "2026-11-30T07:00Z", "solution.shown", FIRST.id)
    passed = Event("b", "2026-11-30T07:09Z", "check.pass", EXERCISE)
    assert fold([shown, passed], LESSONS).points == FIRST.points.exercise
    late = Event("a", "2026-11-30T07:10Z", "solution.shown", FIRST.id)
    assert fold([late, passed], LESSONS).points == FIRST.points.exercise + FIRST.points.stretch


def test_a_reset_begins_anew_and_keeps_the_files(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add("check.pass", EXERCISE)
    store.reset()
    assert fold(store.events(), LESSONS).points == 0
    store.add("lesson.read", FIRST.id)
    assert fold(store.events(), LESSONS).points == FIRST.points.read
    assert len(store.events()) == 3


def test_levels_begin_where_the_rule_says() -> None:
    assert [begins_at(level) for level in range(6)] == [0, 120, 360, 720, 1200, 1800]


LESSON_RULES = list(FIRST.rules)
EVIDENCE: dict[str, tuple[list[Event], list[Event]]] = {
    "found-them-all": (
        [event("run", "", hidden=0, parameters=8)],
        [event("run", "", hidden=1, parameters=80), event("run", "", hidden=0, parameters=7)],
    ),
    "lost-and-found": (
        [event("finding.fixed", LESSON_RULES[0], print=str(n)) for n in range(5)],
        [event("finding.fixed", LESSON_RULES[0], print="same") for _ in range(9)],
    ),
    "moves-as-one": (
        [event("check.pass", "x", probes=[{"probe": "meta-device", "parameters": 1, "buffers": 1}])],
        [event("check.pass", "x", probes=[{"probe": "meta-device", "parameters": 5, "buffers": 0}])],
    ),
    "round-trip": (
        [event("check.pass", "x", probes=[{"probe": "round-trip", "keys": 3}])],
        [event("check.fail", "x", probes=[{"probe": "round-trip", "keys": 3}])],
    ),
    "called-it": (
        [event("predict.right", f"x/{n}", first=True) for n in range(10)],
        [event("predict.right", f"x/{n}", first=n > 0) for n in range(10)],
    ),
    "downhill": (
        [event("check.pass", "x", probes=[{"probe": "learns", "seeds": 2, "below": None}])],
        [event("check.pass", "x", probes=[{"probe": "learns", "seeds": 1, "below": None}])],
    ),
    "overfit-on-purpose": (
        [event("check.pass", "x", probes=[{"probe": "learns", "seeds": 1, "below": 0.01}])],
        [event("check.pass", "x", probes=[{"probe": "learns", "seeds": 2, "below": None}])],
    ),
    "honest-stopwatch": (
        [event("run", "", verdict="slower")],
        [event("run", "", verdict="too-noisy"), event("run", "", verdict="not-available")],
    ),
    "measurably-faster": (
        [event("run", "", verdict="faster", interval=[1.1, 1.3], max_difference=1e-6)],
        [
            event("run", "", verdict="faster", interval=[1.09, 1.3], max_difference=1e-6),
            event("run", "", verdict="faster", interval=[1.2, 1.3], max_difference=0.5),
            event("run", "", verdict="faster", interval=[1.2, 1.3], max_difference=None),
        ],
    ),
    "one-graph": (
        [event("check.pass", "", probes=[{"probe": "graphs", "breaks": 0, "graphs": 2, "inputs": 3}])],
        [event("check.pass", "", probes=[{"probe": "graphs", "breaks": 1, "graphs": 1, "inputs": 3}])],
    ),
    "home-ground": ([], []),  # needs rules of three lessons, see below
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "home-ground"])
def test_an_achievement_wants_its_proof(name: str) -> None:
    enough, too_little = EVIDENCE[name]
    proof = {a.id: a.proof for a in judge(enough, LESSONS)}
    assert proof[name] and all(event in enough for event in proof[name])
    assert not {a.id: a for a in judge(too_little, LESSONS)}[name].earned


def test_every_achievement_has_a_test_and_a_name() -> None:
    assert set(EVIDENCE) == set(QUESTIONS) and len(QUESTIONS) == 11


def test_home_ground_wants_three_lessons(tmp_path: Path) -> None:
    for number in range(1, 4):
        target = tmp_path / "q" / f"0{number}-x"
        shutil.copytree(str(FIRST.folder), target)
        toml = (target / "lesson.toml").read_text(encoding="utf-8")
        head, _, rest = toml.partition("[rules]")
        rest = rest[rest.index("\n\n") :]
        head = head.replace(FIRST.id, f"q.{number}")
        rule = LESSON_RULES[number]
        (target / "lesson.toml").write_text(
            f'{head}[rules]\n"{rule}" = "{FIRST.rules[rule]}"\n{rest}', encoding="utf-8"
        )
    lessons = load_from(tmp_path).lessons
    fixed = [event("finding.fixed", LESSON_RULES[n], outside=True) for n in (1, 2, 3)]
    assert {a.id: a.earned for a in judge(fixed, lessons)}["home-ground"]
    inside = [event("finding.fixed", LESSON_RULES[n], outside=n > 1) for n in (1, 2, 3)]
    assert not {a.id: a.earned for a in judge(inside, lessons)}["home-ground"]
