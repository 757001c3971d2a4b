"""What the command line says over the settings of a file: rules, severities, the language."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from torchtutor.analyzers.finding import Language, Severity
from torchtutor.analyzers.registry import RULES

from ..language import say
from ..options import SEVERITIES
from ..settings import Settings
from .unread import SYNTAX_ERROR


@dataclass(frozen=True, slots=True)
class Selection:
    """Rules that the command line names; `at_least` is the least severity to tell."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] | None = None
    at_least: Severity = Severity.HINT

    def over(self, settings: Settings) -> Settings:
        """The settings of a file with these: a rule that is selected here is on, whatever they say."""
        severity = {**settings.severity, **(self.severity or {})}
        if not self.select:
            return replace(settings, ignore=(*settings.ignore, *self.ignore), severity=severity)
        for name in self.select:
            if severity.get(name) == "off" and name not in (self.severity or {}):
                del severity[name]
        return replace(settings, select=self.select, ignore=self.ignore, severity=severity)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options; each may be given several times."""
    for name, text in (("--select", "only these rules"), ("--ignore", "not these rules")):
        parser.add_argument(
            name,
            action="append",
            default=[],
            metavar="RULES",
            help=f"{text}, separated by commas",
        )
    parser.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="RULE=LEVEL",
        help=f"severity of single rules, separated by commas: {', '.join(SEVERITIES)};"
        " a LEVEL alone: as --min-severity",
    )
    parser.add_argument(
        "--min-severity",
        choices=[str(severity) for severity in Severity],
        default="hint",
        help="leave out what matters less (default: hint)",
    )


def read(arguments: argparse.Namespace, language: Language) -> Selection:
    """What the options say; raises ValueError, with a sentence, for what there is not."""
    at_least = Severity(arguments.min_severity)
    severity = {}
    for item in _items(arguments.severity):
        rule, equals, level = (part.strip() for part in item.partition("="))
        if not equals and rule in list(Severity):
            at_least = Severity(rule)
            continue
        if level not in SEVERITIES or not rule:
            allowed = ", ".join(SEVERITIES)
            raise ValueError(say(language, "cli.no-such-severity", item=item, allowed=allowed))
        severity[_known(rule, language)] = level
    return Selection(
        tuple(_known(name, language) for name in _items(arguments.select)),
        tuple(_known(name, language) for name in _items(arguments.ignore)),
        severity,
        at_least,
    )


def _items(options: Iterable[str]) -> list[str]:
    return [item.strip() for option in options for item in option.split(",") if item.strip()]


def _known(name: str, language: Language) -> str:
    if all(rule.id != name for rule in RULES):
        raise ValueError(no_such_rule(name, language))
    return name


def no_such_rule(name: str, language: Language) -> str:
    """A sentence that says so, with the name that may have been meant."""
    if name == SYNTAX_ERROR:
        return say(language, "cli.about-syntax-error")
    ids = [rule.id for rule in RULES]
    spelt = name.lower().replace("_", "-")
    begun = [identity for identity in ids if spelt and identity.startswith(spelt)]
    near = begun or difflib.get_close_matches(spelt, ids, n=1)
    if near:
        return say(language, "cli.no-such-rule-near", rule=name, near=near[0])
    return say(language, "cli.no-such-rule", rule=name)
