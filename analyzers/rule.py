"""What a rule is: one object that holds everything about one mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .file_model import FileModel
from .finding import Finding, Fix, Language, Related, Severity, Span, Text

ByLanguage = Mapping[Language, str]

_HEADINGS: dict[str, ByLanguage] = {
    "why": {"en": "Why", "ko": "이유"},
    "bad": {"en": "Wrong", "ko": "잘못된 예"},
    "good": {"en": "Right", "ko": "올바른 예"},
    "fix": {"en": "The fix", "ko": "자동 수정"},
    "silent": {"en": "When it stays silent", "ko": "알리지 않는 경우"},
    "more": {"en": "More", "ko": "더 읽기"},
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One mistake: how to find it, what to say, why, and how to mend it.

    `id` names the pattern and reads well after "allow". `messages` are the sentences it can say,
    by a name of the rule's own; the first is the usual one. `bad` and `good` are whole small
    files; where `fixable`, fixing `bad` gives exactly `good`. `link` is a page of PyTorch's
    documentation, empty for a rule that is not about PyTorch. `judges`: `classes` where the
    check judges each of `file.readings` by itself, `scripts` where it does each of `file.scripts`
    (about the rest it asks `file` questions), so that its findings can be kept; `both`, or the `file` as a whole. Without `default_on` nobody is told its findings but
    who asks for the rule by name. Which lesson teaches the rule is said in the lesson
    (`[rules]` of lesson.toml).
    """

    id: str
    severity: Severity
    title: ByLanguage
    messages: Mapping[str, ByLanguage]
    why: ByLanguage
    bad: str
    good: str
    silent: ByLanguage
    link: str
    check: Callable[[FileModel], Iterable[Finding]]
    fix_title: ByLanguage | None = None
    fix: ByLanguage | None = None
    judges: Literal["classes", "scripts", "both", "file"] = "file"
    default_on: bool = True

    @property
    def fixable(self) -> bool:
        """Whether some findings of the rule come with a fix."""
        return self.fix_title is not None

    def finding(
        self,
        span: Span,
        message: str,
        *,
        subject: str | None = None,
        fix: Fix | None = None,
        related: tuple[Related, ...] = (),
        severity: Severity | None = None,
        optional: bool | None = None,
        **fields: object,
    ) -> Finding:
        """A finding of this rule that says the sentence named `message`.

        `optional` is for one that is surer than the others of its rule.
        """
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            span=span,
            message=Text(self.messages[message], fields),
            fix=fix,
            related=related,
            subject=subject,
            optional=not self.default_on if optional is None else optional,
        )

    def titled(self, **fields: object) -> Text:
        """The title of this rule's fix with its fields set; raises ValueError without one."""
        if self.fix_title is None:
            raise ValueError(f"{self.id} has no fix")
        return Text(self.fix_title, fields)

    def markdown(self, language: Language = "en") -> str:
        """The rule's page: what it is about, why, wrong and right, the fix, and its limits."""

        def heading(name: str) -> str:
            return f"## {_HEADINGS[name][language]}"

        parts = [
            f"# {self.id}",
            self.title[language],
            heading("why"),
            self.why[language],
            heading("bad"),
            f"```python\n{self.bad.strip()}\n```",
            heading("good"),
            f"```python\n{self.good.strip()}\n```",
        ]
        if self.fix is not None:
            parts += [heading("fix"), self.fix[language]]
        parts += [heading("silent"), self.silent[language]]
        if self.link:
            parts += [heading("more"), f"<{self.link}>"]
        return "\n\n".join(parts) + "\n"
