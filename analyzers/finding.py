"""What an analysis returns: frozen values, no LSP types.

Every position is an offset in characters (code points) from the start of the
analysed text, end exclusive. Texts for people are kept as templates by
language, so that one analysis serves clients of every language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar

_T = TypeVar("_T")
Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


class Severity(StrEnum):
    """How much a finding matters: it raises, it is silently wrong, it may be, or it is a hint."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in the text."""

    start: int
    end: int

    def moved(self, by: int) -> Span:
        """The span when the text before it grew by so many characters."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in every language, with named fields that are filled on rendering.

    Raises KeyError from `render` when English lacks or a template names a missing field;
    tests/test_rules.py renders every text of every rule.
    """

    by_language: Mapping[Language, str]
    fields: Mapping[str, object] = field(default_factory=dict)

    def render(self, language: Language = "en") -> str:
        """The sentence in `language`, or in English where it has no translation."""
        template = self.by_language.get(language) or self.by_language["en"]
        return template.format_map(self.fields)

    def filled(self, **fields: object) -> Text:
        """The same sentence with its fields set."""
        return Text(self.by_language, {**self.fields, **fields})


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of `span` by `new_text`."""

    span: Span
    new_text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together; they do not overlap and are sorted by place."""

    title: Text
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another place in the same text that explains a finding."""

    span: Span
    message: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place.

    `subject` names what it is about as `Class.attribute`, so that what a run finds out
    about the same attribute can be told as one diagnostic. `optional`: told only to who asked for
    its rule.
    """

    rule: str
    severity: Severity
    span: Span
    message: Text
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    subject: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A statement that could not be read; the others were analysed."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Runnable:
    """A Module class that can be built and timed; or a Module that is assigned to a name at the top
    level (`value`), or a function that a comment marks (`function`).

    `name_span` covers the class name; `qualified_name` is dotted for a class in a class.
    `attributes` maps each attribute to the place of the `self.x` that first assigns it, counted from
    the start of `span`: so it stays the same when the class moves.
    """

    qualified_name: str
    span: Span
    name_span: Span
    attributes: Mapping[str, Span]
    kind: Literal["class", "value", "function"] = "class"


class Later(Generic[_T]):
    """A value that is found out when it is first asked for; the same one from then on."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], _T]) -> None:
        self._find: Callable[[], _T] | None = find

    def __call__(self) -> _T:
        """The value."""
        if self._find is not None:
            self._found = self._find()
            self._find = None  # and with it all that it was found out from
        return self._found


NOTHING_RUNS: Later[tuple[Runnable, ...]] = Later(tuple)


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is known about one text.

    `uses_torch` is False when nothing in the text refers to torch; then nothing else was looked at.
    What can be run is found out when it is asked for: who waits for findings does not wait for that.
    One that is `early` was not read where the text changed last: there may be more to know.
    `optional` are the findings of rules that are off by default. `faults` say which rules failed, and where in
    their code; those found nothing.
    """

    uses_torch: bool
    findings: tuple[Finding, ...] = ()
    optional: tuple[Finding, ...] = ()
    what_runs: Later[tuple[Runnable, ...]] = NOTHING_RUNS
    syntax_problems: tuple[SyntaxProblem, ...] = ()
    faults: tuple[str, ...] = ()
    early: bool = False

    @property
    def runnables(self) -> tuple[Runnable, ...]:
        """What can be run, in the order of the text."""
        return self.what_runs()

    @property
    def every(self) -> tuple[Finding, ...]:
        """The findings of all rules; settings say which of them are told."""
        return (*self.findings, *self.optional)


def apply_edits(text: str, edits: tuple[Edit, ...]) -> str:
    """`text` with the edits applied; raises ValueError when two of them overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if edit.span.start < at:
            raise ValueError(f"overlapping edits at offset {edit.span.start}")
        parts += (text[at : edit.span.start], edit.new_text)
        at = edit.span.end
    return "".join((*parts, text[at:]))


def merged_edits(fixes: Iterable[Fix]) -> tuple[Edit, ...]:
    """The edits of several fixes of one text as one; of two that overlap the first is taken.

    Two fixes may bring the same edit, such as an import: it is applied once.
    """
    taken: list[Edit] = []
    for fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in taken]
        if not any(_clash(edit, other) for edit in fresh for other in taken):
            taken += fresh
    return tuple(sorted(taken, key=lambda edit: (edit.span.start, edit.span.end)))


def _clash(a: Edit, b: Edit) -> bool:
    return a.span == b.span or (a.span.start < b.span.end and b.span.start < a.span.end)
