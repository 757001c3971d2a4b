"""`torchtutor explain`: show what a rule is about."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.markdown import Markdown
from torchtutor.analyzers.registry import RULES, rule_by_id

from ..language import LANGUAGES, negotiate, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", help="e.g. " + RULES[1].id)
    parser.add_argument("--language", choices=LANGUAGES, help="default: from the locale")


def run(arguments: argparse.Namespace) -> int:
    """Print the rule's page, rendered on a terminal, as Markdown elsewhere; 2 if there is none."""
    language = negotiate(arguments.language, None)
    rule = rule_by_id(arguments.rule)
    if rule is None:
        print(say(language, "cli.no-such-rule", rule=arguments.rule), file=sys.stderr)
        return 2
    page = rule.markdown(language)
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        print(page, end="")
    return 0
