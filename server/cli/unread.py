"""Where a file stops being Python, for who checks it without an editor that says so."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from torchtutor.analyzers.finding import Analysis

from ..positions import LineIndex


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
        return Unread((error.lineno or 1) - 1, error.msg)
    except (ValueError, RecursionError, MemoryError):  # NULs, thousands of brackets
        pass
    # Python reads more than we do: another version of it has another syntax.
    return Unread(LineIndex(text).line_of(analysis.syntax_problems[0].span.start), None)
