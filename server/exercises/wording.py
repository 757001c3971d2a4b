"""Outcomes, hints and reports in words."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from torchtutor.lessons import Hint, Lesson
from torchtutor.lessons.exercise import HONEST

from ..language import Language, say
from ..runner.summary import error_words
from ..runner.wording import phrase
from .checking import Outcome, Report

_RUN_REASONS = "reason-"  # keys that the runner's catalogue has


class _Lenient(dict[str, Any]):
    """Fields for a text of a lesson's; a name that the check did not find stays as it is written."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def fill(template: str, fields: Mapping[str, Any]) -> str:
    """A lesson's own text with the names that the check found; stray braces are not an error."""
    try:
        return string.Formatter().vformat(template, (), _Lenient(fields))
    except (ValueError, IndexError, AttributeError):
        return template


def sentence(outcome: Outcome, language: Language) -> str:
    """What is wrong, or why nothing can be said; empty for a check that passed."""
    if outcome.kind == "pass":
        return ""
    if outcome.error is not None:
        error = outcome.error
        said = phrase(language, error["explanation_key"], error["explanation_fields"])
        if error["type"] is None:
            head = error_words(error, language)
            return f"{head}. {said}" if said and head != said else head
        words = say(
            language, "exercise.error-in-your-code", type=error["type"], message=error["message"]
        )
        return f"{words} {said}" if said else words
    if outcome.message is not None and outcome.kind == "fail":
        template = outcome.message.get(language) or outcome.message["en"]
        return fill(template, {**outcome.fields, "line": outcome.line})
    if outcome.key is None:
        return say(language, "exercise.did-not-run")
    if outcome.key.startswith(_RUN_REASONS):
        reason = phrase(language, outcome.key, dict(outcome.fields))
        return say(language, "exercise.cannot-tell", reason=reason)
    return say(language, f"exercise.{outcome.key}", **outcome.fields)


def summary(report: Report, language: Language) -> str:
    """The report in one sentence."""
    # what is shown: that the file leaves torch alone is told only when it does not
    told = [o for o in report.outcomes if o.check != HONEST or o.kind != "pass"]
    count = sum(outcome.kind == "pass" for outcome in told)
    unknown = sum(outcome.kind == "environment" for outcome in told)
    if report.untouched:
        return say(language, "exercise.untouched")
    if report.passed and unknown:
        return say(language, "exercise.passed-some", count=count, unknown=unknown)
    if report.passed:
        return say(language, "exercise.passed", count=count)
    return say(language, "exercise.failed", count=count, all=len(told))


def hints(lesson: Lesson, report: Report) -> list[tuple[Hint, Outcome]]:
    """The hints that fit what fails now, those for its first failure before the general ones."""
    first = report.first
    if first is None:
        return []
    failing = {o.check: o for o in report.outcomes if o.kind in ("fail", "error")}
    found = [
        (hint, failing.get(hint.on or first.check, first))
        for hint in lesson.exercise.hints
        if hint.on is None or hint.on in failing
    ]
    return sorted(found, key=lambda pair: (pair[0].on != first.check, pair[0].after))


def hint_text(hint: Hint, outcome: Outcome, language: Language) -> str:
    """A hint with the learner's own names in it."""
    fields = {**outcome.fields, "line": outcome.line}
    return fill(hint.text.get(language) or hint.text["en"], fields)
