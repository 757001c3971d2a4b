"""What stands in the way of reading a file, and where it stops being Python.

For who checks a file without an editor that says so.
"""

from __future__ import annotations

import ast
import codecs
import re
import warnings
from dataclasses import dataclass, field
from typing import Any

from torchtutor.analyzers.finding import Analysis, Language

from ..language import say
from ..notebooks import NotebookError
from ..positions import LineIndex
from .files import coding, decode

_LINE_BREAK = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file, or a part of it, could not be read or written; `sentence` is a key of the catalogue."""

    sentence: str
    fields: dict[str, Any] = field(default_factory=dict)

    def render(self, language: Language) -> str:
        """What is wrong, as a sentence that goes behind the file's name."""
        fields = {
            name: value.render(language) if isinstance(value, NotebookError) else value
            for name, value in self.fields.items()
        }
        return say(language, self.sentence, **fields)


def source(data: bytes) -> tuple[str, Trouble | None]:
    """The text in source bytes; where Python cannot read them, as much as can be read, and why."""
    try:
        return decode(data), None
    except UnicodeDecodeError:
        unknown = ""
    except (SyntaxError, UnicodeError) as error:  # no such coding, or it is not one of text
        unknown = str(error)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), Trouble("cli.utf-16")
    name = "utf-8" if unknown else coding(data)
    try:
        return data.decode(name), Trouble("cli.coding-unknown", {"reason": unknown})
    except UnicodeDecodeError as error:
        line = 1 + len(_LINE_BREAK.findall(data, 0, error.start))
        fields = {"line": line, "coding": name.removesuffix("-sig").upper()}
        return data.decode(name, "replace"), Trouble("cli.wrong-bytes", fields)


@dataclass(frozen=True, slots=True)
class Unread:
    """The first line, from 0, that could not be read, and Python's words for it where it has some."""

    line: int
    reason: str | None


def first_unread(text: str, analysis: Analysis) -> Unread | None:
    """None when all of the text was read, or none of it, as of a file that is not about torch."""
    if not analysis.syntax_problems:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        if error.lineno is not None:
            return Unread(error.lineno - 1, error.msg)
    except (ValueError, RecursionError, MemoryError):  # NULs, thousands of brackets
        pass
    # Python reads more than we do: another version of it has another syntax.
    return Unread(LineIndex(text).line_of(analysis.syntax_problems[0].span.start), None)
