"""What stands in the way of reading a file, and where it stops being Python.

For who checks a file without an editor that says so.
"""

from __future__ import annotations

import ast
import codecs
import re
import sys
import warnings
from dataclasses import dataclass, field
from typing import Any

from torchtutor.analyzers.finding import Analysis, Finding, Language, Severity, Span

from ..language import say, sentence
from ..notebooks import NotebookError
from ..positions import LineIndex
from .files import coding, decode

# In place of a rule: Python itself says it, so nobody can switch it off.
SYNTAX_ERROR = "syntax-error"

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


def syntax_error(text: str, analysis: Analysis) -> Finding | None:
    """What Python says about the first place that it cannot read, as a finding.

    None where it can read all, or where nobody looked, as in a file that is not about torch.
    """
    error = _said_by_python(text) if analysis.syntax_problems else None
    if error is None:
        return None
    index = LineIndex(text)
    line = first_unread(text, analysis) if error.lineno is None else error.lineno - 1
    start, last = index.line_span(line or 0)
    at = min(start + max(0, (error.offset or 1) - 1), last)
    end = last
    if error.end_lineno == error.lineno and error.end_offset:
        end = min(max(start + error.end_offset - 1, at), last)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    message = sentence("cli.syntax-error", version=version, reason=error.msg)
    return Finding(SYNTAX_ERROR, Severity.ERROR, Span(at, end), message)


def first_unread(text: str, analysis: Analysis) -> int | None:
    """The first line, from 0, that we cannot read; another version of Python has another syntax."""
    if not analysis.syntax_problems:
        return None
    return LineIndex(text).line_of(analysis.syntax_problems[0].span.start)


def _said_by_python(text: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error
    except ValueError as error:  # a NUL; from Python 3.12 on that is a SyntaxError too
        return SyntaxError(str(error))
    except (RecursionError, MemoryError):  # thousands of brackets
        pass
    return None
