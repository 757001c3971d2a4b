"""A result in one line: the title of a lens, its times and its verdict.

No verdict is said without its interval, and nothing is said that was not measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..language import Language, say
from .numbers import figures, milliseconds, size
from .wording import phrase

Result = Mapping[str, Any]
# Not their mistake, but something that we lack.
_NOT_WRONG = ("constructor", "input", "environment", "cancelled")


def lens_title(result: Result, language: Language) -> str:
    """One line: `✓ 68,362 parameters · 0.31 ms · compiled 1.24× faster (1.21–1.27)`."""
    if result.get("error"):
        return error_line(result, language)
    hidden = result["unregistered"] or []
    parts = [say(language, "run.parameters", count=f"{result['parameters']['elements']:,}")]
    if hidden:
        parts.append(say(language, "run.not-registered", count=len(hidden)))
    if noted := len(result.get("state") or ()):
        parts.append(say(language, "audit.noted", count=noted))
    if not result.get("computed", True):
        parts.append(say(language, "audit.shapes-only"))
    timing = result.get("timing")
    if timing and timing["eager_ms"] is not None:
        parts.append(eager_time(timing))
    if timing and timing["reason_key"] not in ("reason-not-asked", "reason-not-yet"):
        parts.append(verdict(timing, language))
    return f"{'⚠' if hidden else '✓'} {' · '.join(parts)}"


def what_is_known(result: Result, language: Language) -> str:
    """Of a run that is not over: the audit and the first time, as in `lens_title`."""
    if result.get("error") or not result.get("parameters") or result.get("unregistered") is None:
        return ""
    hidden = len(result["unregistered"])
    parts = [say(language, "run.not-registered", count=hidden)] if hidden else []
    timing = result.get("timing")
    if timing and timing["eager_ms"] is not None:
        parts.append(eager_time(timing))
    return " · ".join(parts)


def error_line(result: Result, language: Language) -> str:
    """The error on one line, with its line number when it is in the file itself."""
    error = result["error"]
    mark = "?" if error["kind"] in _NOT_WRONG else "✗"
    text = " ".join(error_words(error, language).split())
    text = text if len(text) <= 160 else f"{text[:159]}…"
    if error["line"] is None:
        return f"{mark} {text}"
    other = "" if error["file"] == result["file"] else f"{Path(error['file']).name} "
    return f"{mark} {other}{say(language, 'run.line', line=error['line'])}: {text}"


def error_words(error: Mapping[str, Any], language: Language) -> str:
    """PyTorch's words for a learner's error; ours for what only we can say."""
    kind, fields = error["kind"], error["explanation_fields"]
    if kind == "timeout" and error.get("stage"):
        stage = say(language, f"server.stage-{error['stage']}")
        return say(language, "run.error-timeout-at", stage=stage, **fields)
    if kind == "memory":
        # Of GPUs PyTorch's own words are good; of the CPU they begin with a place in C++.
        if "DefaultCPUAllocator" not in error["message"]:
            return str(error["message"]) or say(language, "run.error-memory")
        wanted = re.search(r"allocate (\d+) bytes", error["message"])
        if wanted is None:
            return say(language, "run.error-memory")
        return say(language, "run.error-memory-of", size=size(int(wanted[1])))
    if kind in ("constructor", "input", "timeout", "cancelled"):
        return say(language, f"run.error-{kind}", **fields)
    name = str(error["explanation_key"]).removeprefix("explain-")
    if name in ("no-torch", "no-device", "old-torch") or name.startswith("kernel-"):
        return say(language, f"run.error-{name}", **fields)
    return str(error["message"])


def explanation(result: Result, language: Language) -> str | None:
    """Our sentences about the error."""
    error = result["error"]
    return phrase(language, error["explanation_key"], error["explanation_fields"])


def eager_time(timing: Mapping[str, Any]) -> str:
    """Of an eager call."""
    return time_per_call(timing["eager_ms"], timing)


def compiled_time(timing: Mapping[str, Any]) -> str:
    """Of a compiled call."""
    return time_per_call(timing["compiled_ms"], timing)


def time_per_call(value_ms: float, timing: Mapping[str, Any]) -> str:
    """`0.312 ms`, with `CPU` when it is not wall-clock time."""
    return f"{milliseconds(value_ms)}{' CPU' if timing['clock'] == 'cpu' else ''}"


def verdict(timing: Mapping[str, Any], language: Language) -> str:
    """The comparison in a few words, always with its interval."""
    kind, ratio, interval = timing["verdict"], timing["ratio"], timing["interval"]
    if kind == "not-available":
        return say(language, "run.verdict-not-available")
    if interval is None:
        return say(language, "run.verdict-too-few")
    low, high = interval
    if kind == "slower":
        ratio, low, high = 1 / ratio, 1 / high, 1 / low
    span = f"{low:.2f}–{high:.2f}" if high < 10 else f"{figures(low)}–{figures(high)}"
    return say(language, f"run.verdict-{kind}", ratio=figures(ratio), interval=span)
