"""The `torchtutor` command: one module for each subcommand.

A subcommand module has `add_arguments(parser)` and `run(arguments) -> int` (the exit code), and may
have `WRONG_ARGUMENTS`, the exit code for those; it is imported only when it is asked for, so that
`torchtutor lsp` starts without the others' libraries.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from torchtutor import __version__

from .. import on_demand
from ..language import negotiate, say
from . import terminal

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


class _Parser(argparse.ArgumentParser):
    wrong_arguments = 2  # as usual

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(self.wrong_arguments, f"{self.prog}: error: {message}\n")

    def unknown(self, words: Sequence[str]) -> NoReturn:
        """End with what nobody knows, and the option that may have been meant."""
        options = [name for action in self._actions for name in action.option_strings]
        near = difflib.get_close_matches(words[0].partition("=")[0], options, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        self.error(f"unrecognized arguments: {' '.join(words)}{hint}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand named in `argv` (default: the process's arguments)."""
    on_demand.dataclass_methods()
    argv = list(sys.argv[1:] if argv is None else argv)
    parser = _Parser(prog="torchtutor", description="Teaches PyTorch while you write it.")
    parser.add_argument("--version", action="version", version=f"torchtutor {__version__}")
    subparsers = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    wanted = next((word for word in argv if not word.startswith("-")), None)
    for name, line in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=line, description=line.capitalize() + ".")
        if name == wanted:
            module = importlib.import_module(_module(name), __name__)
            module.add_arguments(subparser)
            wrong = getattr(module, "WRONG_ARGUMENTS", _Parser.wrong_arguments)
            parser.wrong_arguments = subparser.wrong_arguments = wrong
    if not argv:
        parser.print_help(sys.stderr)
        return parser.wrong_arguments
    if wanted is not None and wanted not in SUBCOMMANDS:
        near = difflib.get_close_matches(wanted, SUBCOMMANDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"They are {', '.join(SUBCOMMANDS)}."
        parser.error(f"there is no command {wanted}. {hint}")
    arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        subparsers.choices[arguments.subcommand].unknown(unknown)
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


def _has_folder() -> bool:
    """Whether the working folder is still there."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _module(subcommand: str) -> str:
    return "." + subcommand.replace("-", "_")
