"""Examine files against an exercise: rules and structure here, probes in the learner's Python."""

from __future__ import annotations

import ast
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from torchtutor.lessons import Check, Language, Lesson
from torchtutor.lessons.exercise import HONEST

from ..runner.process import ask
from ..runner.spare import Spares
from .structures import STRUCTURES, Fault
from .syntax import Source

Kind = Literal["pass", "fail", "error", "environment", "not-run"]
_MEMORY_MB = 8192
_START_S = 60.0  # a cold `import torch` from a slow disk


@dataclass(frozen=True, slots=True)
class Submission:
    """A text to examine; `name` is how the report is asked for."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check said.

    `fail` with `key` and `fields` for our sentence (or the lesson's `message`); `error` with the
    `RunError` of the learner's code; `environment` when this machine cannot tell; `not-run` when
    something before it stopped the run. `line` counts from 1.
    """

    check: str
    kind: Kind
    key: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    message: Mapping[Language, str] | None = None
    error: Mapping[str, Any] | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """All outcomes of one file, in the order of the exercise. `error` is what ended the run early.

    `untouched`: the text is still the starter's.
    """

    outcomes: tuple[Outcome, ...]
    untouched: bool
    error: Mapping[str, Any] | None
    torch: str | None

    @property
    def passed(self) -> bool:
        """Every check passed; what this machine cannot tell does not count against it."""
        kinds = {outcome.kind for outcome in self.outcomes}
        return self.error is None and kinds <= {"pass", "environment"} and "pass" in kinds

    @property
    def rejected_by(self) -> tuple[str, ...]:
        """The checks that the file does not pass."""
        return tuple(o.check for o in self.outcomes if o.kind in ("fail", "error"))

    @property
    def first(self) -> Outcome | None:
        """What the learner should look at first."""
        return next((o for o in self.outcomes if o.kind in ("fail", "error")), None)

    def evidence(self, check: str) -> Mapping[str, Any]:
        """What a check that passed has seen, for achievements."""
        return next((o.evidence for o in self.outcomes if o.check == check), {})


async def examine(
    lesson: Lesson,
    submissions: Sequence[Submission],
    path: str,
    python: str,
    spares: Spares | None = None,
) -> list[Report]:
    """Examine texts; `path` is the learner's file (its folder is the working directory).

    Several texts share one interpreter and have a process each. Whatever they do, there is a report.
    """
    texts = [submission.text for submission in submissions]
    answers = await _run(lesson, submissions, path, python, spares)
    starter = lesson.file(lesson.exercise.starter)
    reports = []
    for text, answer in zip(texts, answers, strict=True):
        outcomes = [*_static(lesson, text, starter)]
        outcomes += _probed(lesson, answer)
        order = {check.id: index for index, check in enumerate(lesson.exercise.checks)}
        outcomes.sort(key=lambda outcome: order.get(outcome.check, len(order)))
        reports.append(
            Report(
                tuple(outcomes),
                _plain(text) == _plain(starter),
                answer.get("error"),
                answer.get("torch"),
            )
        )
    return reports


def _plain(text: str) -> list[str]:
    """Lines without what says which exercise it is, and without spaces at their ends."""
    return [line.rstrip() for line in text.split("\n") if line.strip() and not line.startswith("#")]


def _static(lesson: Lesson, text: str, starter: str) -> list[Outcome]:
    from torchtutor.analyzers import analyze  # loads libcst, which `torchtutor lsp` needs later

    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        fields = {"error": getattr(error, "msg", str(error))}
        line = getattr(error, "lineno", None)
        looked = [c for c in lesson.exercise.checks if c.kind in ("static", "structure")]
        return [Outcome(check.id, "fail", "syntax", fields, line) for check in looked]
    outcomes = []
    findings = analyze(text).findings
    for check in lesson.exercise.checks:
        if check.kind == "static":
            wanted = check.no_rules or tuple(lesson.rules)
            finding = next((f for f in findings if f.rule in wanted), None)
            if finding is None:
                outcomes.append(Outcome(check.id, "pass"))
                continue
            line = text.count("\n", 0, finding.span.start) + 1
            fields = {"rule": finding.rule, **finding.message.fields}
            outcomes.append(
                Outcome(
                    check.id,
                    "fail",
                    "finding",
                    fields,
                    line,
                    check.message or finding.message.by_language,
                )
            )
        elif check.kind == "structure":
            outcomes.append(_structure(check, Source(tree), starter))
    return outcomes


def _structure(check: Check, source: Source, starter: str) -> Outcome:
    fault: Fault | None = STRUCTURES[check.name](
        source, dict(check.parameters), Source(ast.parse(starter))
    )
    if fault is None:
        return Outcome(check.id, "pass")
    return Outcome(check.id, "fail", fault.key, fault.fields, fault.line, check.message)


async def _run(
    lesson: Lesson,
    submissions: Sequence[Submission],
    path: str,
    python: str,
    spares: Spares | None,
) -> list[dict[str, Any]]:
    """What the agent says about each text; `error` in each when there was no answer."""
    task = task_for(lesson, submissions, path)
    if not task["checks"]:
        return [{"checks": [], "error": None} for _ in submissions]
    seconds = _START_S + len(submissions) * lesson.exercise.timeout_s
    answer = await ask(task, python, seconds, spares)
    files = answer.get("files", [])
    rest = [{"checks": [], "error": answer["error"]} for _ in submissions[len(files) :]]
    return [{"torch": answer.get("torch"), **file} for file in [*files, *rest]]


def task_for(lesson: Lesson, submissions: Sequence[Submission], path: str) -> dict[str, Any]:
    """The task `check` for the agent. The seed of all inputs is drawn here, anew each time."""
    exercise = lesson.exercise
    probes = [check for check in exercise.checks if check.kind in ("probe", "measure")]
    return {
        "task": "check",
        "path": path,
        "threads": 1,
        "memory_mb": _MEMORY_MB,
        "timeout_s": exercise.timeout_s,
        "seed": secrets.randbelow(1 << 31),
        "exercise": {
            "class": exercise.class_name,
            "make": exercise.make,
            "input": exercise.input,
            "references": {name: lesson.file(name) for name in exercise.references},
        },
        "checks": [
            {
                "id": check.id,
                "probe": check.name,
                "parameters": dict(check.parameters),
                "last": check.kind == "measure",
            }
            for check in probes
        ],
        "submissions": [{"name": s.name, "source": s.text} for s in submissions],
    }


def _probed(lesson: Lesson, answer: Mapping[str, Any]) -> list[Outcome]:
    checks = {c.id: c for c in lesson.exercise.checks if c.kind in ("probe", "measure")}
    outcomes = []
    for said in answer["checks"]:
        message = said["message"]
        if said["outcome"] == "fail" and said["id"] in checks:
            message = checks[said["id"]].message or message
        outcomes.append(
            Outcome(
                said["id"],
                said["outcome"],
                said["key"],
                said["fields"],
                said["line"],
                message,
                said["error"],
                said["evidence"],
            )
        )
    error = answer["error"]
    done = {outcome.check for outcome in outcomes}
    for identity in (*checks, HONEST) if checks else ():
        if identity in done or (identity == HONEST and error is None):
            continue
        if error is None or error["kind"] == "environment":
            kind: Kind = "environment"
        else:
            kind = "error"
        line = None if error is None else error.get("line")
        outcomes.append(Outcome(identity, kind, line=line, error=error))
    return outcomes
