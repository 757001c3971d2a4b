"""What torch.compile's front end reports while the block runs: graph breaks and recompiles.

`torch._dynamo.explain` loses breaks in loops and in try, and says nothing of a data-dependent `if`
(measured with torch 2.13). So the method that every break goes through is wrapped. Where a version
of torch has none, torch's structured trace (what `TORCH_TRACE` writes) tells file and line.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_AT = re.compile(r"Graph break in user code at (.*):(\d+)\n")
_REASON = re.compile(r"Graph Break Reason: (.*?)(?=\n\nUser code traceback|\Z)", re.DOTALL)
_FRAME = re.compile(r'File "(.*?)", line (\d+), in ')


@dataclass(frozen=True)
class Frame:
    """A place in Python code. Columns count from 0, in bytes of UTF-8, as Python counts them."""

    file: str
    line: int
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True)
class Break:
    """`kind` is torch's name for what happened; `skipped` when the whole function stays Python.

    `stack` goes from the outermost call to the place itself.
    """

    kind: str
    message: str
    skipped: bool
    stack: tuple[Frame, ...]


@dataclass(frozen=True)
class Recompile:
    """Why a function was compiled again. `frame` is torch's number of the function."""

    frame: int
    reason: str
    stack: tuple[Frame, ...]


@dataclass
class Log:
    """`breaks` is None when this torch does not tell."""

    breaks: list[Break] | None = None
    recompiles: list[Recompile] = field(default_factory=list)
    metrics: list[dict[str, Any]] = field(default_factory=list)


@contextlib.contextmanager
def recording(wrap: bool = True) -> Iterator[Log]:
    """Fill a `Log`; `wrap` False leaves torch's method alone, as where there is none."""
    from torch._dynamo import symbolic_convert
    from torch._logging import _internal as internal

    log = Log()
    translator: Any = getattr(symbolic_convert, "InstructionTranslatorBase", None)
    original = getattr(translator, "log_graph_break", None) if wrap else None
    trace_log: logging.Logger | None = getattr(internal, "trace_log", None)
    handler = _Handler(log, take_breaks=original is None)
    level = logging.NOTSET
    if original is not None:
        log.breaks = []
        translator.log_graph_break = _wrapped(original, log.breaks)
    elif trace_log is not None:
        log.breaks = []
    if trace_log is not None:
        level = trace_log.level
        trace_log.setLevel(logging.DEBUG)
        trace_log.addHandler(handler)
    try:
        yield log
    finally:
        if original is not None:
            translator.log_graph_break = original
        if trace_log is not None:
            trace_log.removeHandler(handler)
            trace_log.setLevel(level)


def _wrapped(original: Any, found: list[Break]) -> Any:
    def log_graph_break(self: Any, *args: Any, **kwargs: Any) -> Any:
        # A bug of ours here must not change what the learner's model does.
        with contextlib.suppress(Exception):
            _note(found, [*args, *kwargs.values()])
        return original(self, *args, **kwargs)

    return log_graph_break


def _note(found: list[Break], given: list[Any]) -> None:
    error = next((value for value in given if isinstance(value, BaseException)), None)
    if error is None or getattr(error, "logged", False):
        return
    reason = next((value for value in given if isinstance(value, str)), "")
    stack = [
        Frame(
            frame.filename,
            frame.lineno,
            getattr(frame, "colno", None),
            getattr(frame, "end_lineno", None),
            getattr(frame, "end_colno", None),
        )
        for frame in getattr(error, "real_stack", None) or ()
    ]
    gave_up = "Failed to handle graph break gracefully" in reason
    skipped = bool(getattr(error, "skip_frame", False)) or gave_up
    message = str(getattr(error, "msg", None) or error)
    kind = str(getattr(error, "gb_type", None) or message.strip().split("\n")[0])
    found.append(Break(kind, message, skipped, tuple(stack)))


class _Handler(logging.Handler):
    """Takes the artifacts of the structured trace."""

    def __init__(self, log: Log, take_breaks: bool) -> None:
        super().__init__(logging.DEBUG)
        self._log = log
        self._take_breaks = take_breaks

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):  # another torch may write something else
            self._take(getattr(record, "metadata", {}), getattr(record, "payload", None))

    def _take(self, about: dict[str, Any], payload: Any) -> None:
        name = (about.get("artifact") or {}).get("name")
        if name == "recompile_reasons":
            self._recompiled(about, payload)
        elif name == "dynamo_graph_break_reason" and self._take_breaks:
            self._broke(payload)
        elif "compilation_metrics" in about:
            self._log.metrics.append(about["compilation_metrics"])

    def _recompiled(self, about: dict[str, Any], payload: str) -> None:
        reasons = json.loads(payload) if payload.lstrip().startswith("[") else [payload]
        # The first is the newest entry: what kept the code compiled last from being used.
        reason = re.sub(r"^\d+/\d+: ", "", str(reasons[0]))
        frame = int(about.get("frame_id") or 0)
        self._log.recompiles.append(Recompile(frame, reason, _frames(reason)))

    def _broke(self, payload: str) -> None:
        text = payload.split("\nTraceback (most recent call last)")[0]
        reason, at = _REASON.search(text), _AT.search(text)
        message = reason[1] if reason else text
        stack = _frames(text) or ((Frame(at[1], int(at[2])),) if at else ())
        kind = message.strip().split("\n")[0]
        assert self._log.breaks is not None
        self._log.breaks.append(Break(kind, message, skipped=at is None, stack=stack))


def _frames(text: str) -> tuple[Frame, ...]:
    return tuple(Frame(file, int(line)) for file, line in _FRAME.findall(text))
