"""The parser of the command line, which speaks the language that the commands speak.

Options are described in English where they are declared; `locales/help.ko.json` has these texts and
those of argparse in Korean, by the English ones. It is read when help or an error is shown, so that
no command waits for it. What is missing there stays English.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NoReturn

from ..language import LANGUAGES, Language, negotiate, translations
from . import terminal


class _Formatter(argparse.HelpFormatter):
    """Breaks lines by the width of what is shown: a Korean letter takes two columns."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(_wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _wrapped(text, width - len(indent)))


class Parser(argparse.ArgumentParser):
    """`words` are those of the command line: they may say which language to speak.

    `wrong_arguments` is the exit code for arguments that are wrong.
    """

    wrong_arguments = 2
    words: Sequence[str] = ()

    def format_help(self) -> str:
        """The help, in the user's language."""
        table = self._translated()
        return _begun(super().format_help(), table)

    def format_usage(self) -> str:
        """The first lines of the help, in the user's language."""
        return _begun(super().format_usage(), self._translated())

    def error(self, message: str) -> NoReturn:
        """End with a sentence on the standard error."""
        self.print_usage(sys.stderr)
        table = translations(language_of_words(self.words))
        said = f"{table.get('error', 'error')}: {_in_words_of(table, message)}"
        self.exit(self.wrong_arguments, f"{self.prog}: {said}\n")

    def unknown(self, words: Sequence[str]) -> NoReturn:
        """End with what nobody knows, and the option that may have been meant."""
        options = [name for action in self._actions for name in action.option_strings]
        near = difflib.get_close_matches(words[0].partition("=")[0], options, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        self.error(f"unrecognized arguments: {' '.join(words)}{hint}")

    def _translated(self) -> Mapping[str, str]:
        """The texts by the English ones, after they have been put into what is declared."""
        table = translations(language_of_words(self.words))
        self.formatter_class = _Formatter
        self.description = table.get(self.description or "", self.description)
        self.epilog = table.get(self.epilog or "", self.epilog)
        for group in self._action_groups:
            group.title = table.get(group.title or "", group.title)
        for action in (*self._actions, *_choices(self._actions)):
            action.help = table.get(action.help or "", action.help)
        return table


def language_of_words(words: Sequence[str]) -> Language:
    """The language that a command with these words would speak, where the terminal can show it."""
    terminal.forgive()
    option = None
    for word, following in pairwise([*words, ""]):
        name, equals, value = word.partition("=")
        if name == "--language":
            option = value if equals else following
    if option not in LANGUAGES:
        option = None
    if not terminal.shows_korean():
        return "en"
    from .speaking import language_of  # reads settings; most commands show no help

    try:
        return language_of(option)
    except OSError:  # the working folder is gone
        return negotiate(option, None)


def _choices(actions: Sequence[argparse.Action]) -> Iterator[argparse.Action]:
    """What argparse keeps of the subcommands, for their lines in the help."""
    for action in actions:
        if isinstance(action, argparse._SubParsersAction):  # it has no public name
            yield from action._choices_actions


def _begun(text: str, table: Mapping[str, str]) -> str:
    usage = "usage: "
    return table.get(usage, usage) + text.removeprefix(usage)


def _in_words_of(table: Mapping[str, str], message: str) -> str:
    """A message of argparse or ours in the language of the table, whose keys have `{fields}`."""
    for english, translated in table.items():
        if "{" in english:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(english))
            if found := re.fullmatch(pattern, message, re.DOTALL):
                return translated.format_map(found.groupdict())
    return table.get(message, message)


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and _columns(f"{line} {word}") > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _columns(text: str) -> int:
    import unicodedata  # here, for the sake of a quick start

    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)
