"""The `torchtutor` command: one module for each subcommand.

A subcommand module has `add_arguments(parser)` and `run(arguments) -> int` (the exit code), and may
have `WRONG_ARGUMENTS`, the exit code for those; it is imported only when it is asked for, so that
`torchtutor lsp` starts without the others' libraries.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from torchtutor import __version__

from .. import on_demand
from ..language import negotiate, say
from . import terminal
from .parsing import Parser

# name -> one line for --help
SUBCOMMANDS = {
    "check": "find mistakes in files and folders",
    "run": "build a Module, run it, audit it and time it",
    "demo": "watch the main job on a learner's file",
    "explain": "show what a rule is about",
    "rules": "list the rules",
    "learn": "list and read the lessons, start their exercises",
    "check-exercise": "check the exercise in a file",
    "progress": "show what you have learned",
    "lessons": "check lessons while writing them",
    "lsp": "start the language server",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand named in `argv` (default: the process's arguments)."""
    on_demand.dataclass_methods()
    argv = _command_first(sys.argv[1:] if argv is None else argv)
    words = (word for before, word in pairwise(["", *argv]) if before != "--language")
    wanted = next((word for word in words if not word.startswith("-")), None)
    parser, subparsers = parsers(argv, wanted)
    if not argv:
        parser.print_help(sys.stderr)
        return parser.wrong_arguments
    if wanted is not None and wanted not in SUBCOMMANDS:
        near = difflib.get_close_matches(wanted, SUBCOMMANDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"They are {', '.join(SUBCOMMANDS)}."
        parser.error(f"there is no command {wanted}. {hint}")
    arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        subparsers[arguments.subcommand].unknown(unknown)
    if arguments.subcommand != "lsp" and not _has_folder():
        print(
            say(negotiate(getattr(arguments, "language", None), None), "cli.no-folder"),
            file=sys.stderr,
        )
        return parser.wrong_arguments
    if arguments.subcommand != "lsp":
        terminal.forgive()
        if getattr(arguments, "language", "en") is None and not terminal.shows_korean():
            arguments.language = "en"
    try:
        code: int = importlib.import_module(_module(arguments.subcommand), __name__).run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # `torchtutor learn 01 | head`: who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def parsers(argv: Sequence[str], wanted: str | None) -> tuple[Parser, dict[str, Parser]]:
    """The parser of everything, and those of the subcommands, of which the wanted one has its options."""
    parser = Parser(prog="torchtutor", description="Teaches PyTorch while you write it.")
    parser.add_argument("--version", action="version", version=f"torchtutor {__version__}")
    parser.words = argv
    group = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    each = {}
    for name, line in SUBCOMMANDS.items():
        sentence = f"{line[0].upper()}{line[1:]}."  # a capital letter, and Module stays Module
        each[name] = subparser = group.add_parser(name, help=line, description=sentence)
        subparser.words = argv
        if name == wanted:
            module = importlib.import_module(_module(name), __name__)
            module.add_arguments(subparser)
            wrong = getattr(module, "WRONG_ARGUMENTS", Parser.wrong_arguments)
            parser.wrong_arguments = subparser.wrong_arguments = wrong
    return parser, each


def _command_first(words: Sequence[str]) -> list[str]:
    """The words with `--language` behind the command where it was said before it."""
    size = 2 if words[:1] == ["--language"] else bool(words and words[0].startswith("--language="))
    return [*words[size : size + 1], *words[:size], *words[size + 1 :]]


def _has_folder() -> bool:
    """Whether the working folder is still there."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _module(subcommand: str) -> str:
    return "." + subcommand.replace("-", "_")
