"""`torchtutor explain`: show what a rule is about."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.markdown import Markdown
from torchtutor.analyzers.registry import RULES, rule_by_id

from .selection import no_such_rule
from .speaking import add_language, language_of
from .unread import SYNTAX_ERROR


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rule and the language."""
    parser.add_argument("rule", metavar="RULE", help="e.g. " + RULES[1].id)
    add_language(parser)
    parser.epilog = "exit codes: 0 fine, 2 there is no such rule"


def run(arguments: argparse.Namespace) -> int:
    """Print the rule's page, rendered on a terminal, as Markdown elsewhere; 2 if there is none."""
    language = language_of(arguments.language)
    rule = rule_by_id(arguments.rule)
    if rule is None:
        known = arguments.rule == SYNTAX_ERROR
        print(no_such_rule(arguments.rule, language), file=sys.stdout if known else sys.stderr)
        return 0 if known else 2
    page = rule.markdown(language)
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        print(page, end="")
    return 0
