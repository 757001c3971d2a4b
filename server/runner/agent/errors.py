"""Exceptions as the server wants them: which line of the learner's, in whose words, and why."""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .explain import explain

# Frames below these are torch's and Python's, not the learner's.
_PREFIXES = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix)}


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


@cache  # asked for each frame of each attribute that is set, and of every module that is loaded
def is_learner_file(filename: str, path: str) -> bool:
    """Whether a frame of `filename` is learner code: the file itself, or one beside or below it."""
    if filename == path:
        return True
    head, _ = os.path.split(filename)
    folder, _ = os.path.split(path)
    return not filename.startswith("<") and _is_below(head, folder)


@cache
def _is_below(head: str, folder: str) -> bool:
    """Whether the folder `head` is `folder` or below it, and no place where packages are installed."""
    if not Path(folder).is_absolute():
        return False
    real = Path(head).resolve()
    if "site-packages" in real.parts or "dist-packages" in real.parts:
        return False
    top = Path(folder).resolve()
    # A virtual environment may lie below the learner's folder, or the folder below the prefix.
    inner = [prefix for prefix in _PREFIXES if top in prefix.parents]
    return _holds(top, real) and not any(_holds(prefix, real) for prefix in inner)


def _holds(outer: Path, inner: Path) -> bool:
    return outer == inner or outer in inner.parents


@dataclass
class Missing:
    """Why names of the learner's file are not set.

    `skipped` maps a name to the line that sets it and was not run, `failed` to what that raised.
    """

    skipped: dict[str, int] = field(default_factory=dict)
    failed: dict[str, BaseException] = field(default_factory=dict)

    def root(self, error: BaseException) -> BaseException:
        """The exception behind a NameError: what kept the name from being set."""
        seen: set[str] = set()
        while isinstance(error, NameError) and error.name in self.failed:
            if error.name in seen:
                break
            seen.add(error.name)
            error = self.failed[error.name]
        return error


def learner_error(
    error: BaseException, path: str, stage: str, missing: Missing | None = None
) -> dict[str, Any]:
    """`error` at the learner's innermost line. Columns are known from Python 3.11 on."""
    missing = missing or Missing()
    error = missing.root(error)
    key, fields = explain(error)
    if isinstance(error, NameError) and error.name in missing.skipped:
        key = "explain-skipped-name"
        fields = {"name": error.name, "line": missing.skipped[error.name]}
    report = plain_error("learner", _message(error), stage, key, fields)
    report["type"] = type(error).__name__
    if _is_out_of_memory(error):
        report.update(kind="memory", explanation_key="explain-memory", explanation_fields={})
    if isinstance(error, SyntaxError) and error.filename == path:
        report.update(file=path, line=error.lineno, column=error.offset)
        report.update(end_column=error.end_offset, message=error.msg)
        return report
    frame = _innermost(error, path)
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


def _innermost(error: BaseException, path: str) -> traceback.FrameSummary | None:
    # Not StackSummary.extract: it has no columns.
    frames = traceback.TracebackException.from_exception(error, lookup_lines=False).stack
    return next((f for f in reversed(frames) if is_learner_file(f.filename, path)), None)


def _is_out_of_memory(error: BaseException) -> bool:
    words = ("DefaultCPUAllocator", "can't allocate memory", "out of memory", "not enough memory")
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(word in str(error) for word in words)
