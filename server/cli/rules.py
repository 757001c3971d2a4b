"""`torchtutor rules`: list the rules."""

from __future__ import annotations

import argparse
import json

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from torchtutor.analyzers.finding import Language
from torchtutor.analyzers.registry import RULES
from torchtutor.analyzers.rule import Rule

from ..language import say
from .speaking import add_language, language_of

_WIDE = 170  # columns that a line with a whole sentence takes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The format and the language."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print all rules: name, severity, whether some findings have a fix, one sentence."""
    language = language_of(arguments.language)
    if arguments.format == "json":
        print(json.dumps(_entries(language), ensure_ascii=False, indent=2))
        return 0
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE  # a line for each rule, for grep and the like
    if console.width < _WIDE:
        for rule in RULES:
            fix = " ✓" if rule.fixable else ""
            about = Padding(Text(rule.title[language]), (0, 0, 0, 4))
            console.print(
                f"[bold]{rule.id}[/]  [dim]{said_severity(rule, language)}{fix}[/]", about
            )
        return 0
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("rule", "severity", "fixable", "about"):
        table.add_column(say(language, f"cli.column-{column}"), no_wrap=column == "rule")
    for rule in RULES:
        severity = said_severity(rule, language)
        table.add_row(rule.id, severity, "✓" if rule.fixable else "", rule.title[language])
    console.print(table)
    return 0


def said_severity(rule: Rule, language: Language) -> str:
    """The severity in words, and that the rule is off where it is so."""
    severity = say(language, f"cli.{rule.severity}")
    return severity if rule.default_on else say(language, "cli.off-by-default", severity=severity)


def _entries(language: Language) -> list[dict[str, object]]:
    return [
        {
            "rule": rule.id,
            "severity": str(rule.severity),
            "default_on": rule.default_on,
            "fixable": rule.fixable,
            "about": rule.title[language],
            "link": rule.link or None,
        }
        for rule in RULES
    ]
