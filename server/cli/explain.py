"""`torchtutor explain`: show what a rule is about."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from torchtutor.analyzers.registry import RULES, rule_by_id

from ..language import LANGUAGES
from .selection import language_of, no_such_rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rule and the language."""
    parser.add_argument("rule", metavar="RULE", help="e.g. " + RULES[1].id)
    parser.add_argument("--language", choices=LANGUAGES, help="default: setting, else the locale")
    parser.epilog = "exit codes: 0 fine, 2 there is no such rule"


def run(arguments: argparse.Namespace) -> int:
    """Print the rule's page, rendered on a terminal, as Markdown elsewhere; 2 if there is none."""
    language = language_of(arguments.language, Path.cwd())
    rule = rule_by_id(arguments.rule)
    if rule is None:
        print(no_such_rule(arguments.rule, language), file=sys.stderr)
        return 2
    page = rule.markdown(language)
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        print(page, end="")
    return 0
