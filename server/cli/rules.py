"""`torchtutor rules`: list the rules."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table
from torchtutor.analyzers.registry import RULES

from ..language import LANGUAGES, negotiate, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, help="default: from the locale")


def run(arguments: argparse.Namespace) -> int:
    """Print a table of all rules: name, severity, whether there is a fix, one sentence."""
    language = negotiate(arguments.language, None)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("rule", "severity", "fixable", "about"):
        table.add_column(say(language, f"cli.column-{column}"), no_wrap=column == "rule")
    for rule in RULES:
        severity = say(language, f"cli.{rule.severity}")
        table.add_row(rule.id, severity, "✓" if rule.fixable else "", rule.title[language])
    Console(highlight=False).print(table)
    return 0
