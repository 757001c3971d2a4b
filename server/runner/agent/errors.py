"""Exceptions as the server wants them: which line of the learner's, in whose words, and why."""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType
from typing import Any

from .explain import explain

# Frames below these are torch's and Python's, not the learner's.
_LIBRARIES = tuple(
    {os.path.normcase(os.path.realpath(p)) + os.sep for p in (sys.prefix, sys.base_prefix)}
)


class Stopped(Exception):
    """The run ends here; `error` is the `RunError` to report."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.error = error


def plain_error(
    kind: str,
    message: str,
    stage: str,
    key: str | None = None,
    fields: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """An error without a line."""
    return {
        "kind": kind,
        "type": None,
        "message": message,
        "explanation": None,
        "explanation_key": key,
        "explanation_fields": fields or {},
        "file": None,
        "line": None,
        "column": None,
        "end_column": None,
        "stage": stage,
    }


def is_learner_file(filename: str, path: str) -> bool:
    """Whether a frame of `filename` is learner code: the file itself, or one beside or below it."""
    if filename == path:
        return True
    folder = os.path.dirname(path)
    if not folder or filename.startswith("<"):
        return False
    real = os.path.normcase(os.path.realpath(filename))
    inside = real.startswith(os.path.normcase(os.path.realpath(folder)) + os.sep)
    library = "site-packages" in real or "dist-packages" in real
    return inside and not library and not _in_own_python(real, folder)


def _in_own_python(real: str, folder: str) -> bool:
    # A virtual environment may lie below the learner's folder, or the folder below the prefix.
    inner = [p for p in _LIBRARIES if p.startswith(os.path.realpath(folder) + os.sep)]
    return any(real.startswith(p) for p in inner)


def learner_error(
    error: BaseException,
    path: str,
    stage: str,
    failed: dict[str, BaseException] | None = None,
) -> dict[str, Any]:
    """`error` at the learner's innermost line.

    `failed` maps names to what went wrong where they should have been set: a NameError for one of
    them is told as that. Columns are known from Python 3.11 on.
    """
    if isinstance(error, NameError) and error.name in (failed or {}):
        error = (failed or {})[error.name]
    key, fields = explain(error)
    report = plain_error("learner", _message(error), stage, key, fields)
    report["type"] = type(error).__name__
    if _is_out_of_memory(error):
        report.update(kind="memory", explanation_key="explain-memory", explanation_fields={})
    if isinstance(error, SyntaxError) and error.filename == path:
        report.update(file=path, line=error.lineno, column=error.offset)
        report.update(end_column=error.end_offset, message=error.msg)
        return report
    frame = _innermost(error.__traceback__, path)
    if frame is not None:
        column, end = getattr(frame, "colno", None), getattr(frame, "end_colno", None)
        one_line = getattr(frame, "end_lineno", frame.lineno) == frame.lineno
        report.update(file=frame.filename, line=frame.lineno)
        report["column"] = None if column is None else column + 1
        report["end_column"] = end + 1 if end is not None and one_line else None
    return report


def _message(error: BaseException) -> str:
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    if isinstance(error, SystemExit):
        return f"SystemExit: {text}"
    if isinstance(error, KeyError):
        text = repr(text)
    return text or type(error).__name__


def _innermost(trace: TracebackType | None, path: str) -> traceback.FrameSummary | None:
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    return next((f for f in reversed(frames) if is_learner_file(f.filename, path)), None)


def _is_out_of_memory(error: BaseException) -> bool:
    words = ("DefaultCPUAllocator", "can't allocate memory", "out of memory", "not enough memory")
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(word in str(error) for word in words)
