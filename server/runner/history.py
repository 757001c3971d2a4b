"""The runs before this one, of the same class: what did a change do?

One small file for each class, device and kind of timing, in the user's cache folder. Only numbers
are kept, no code.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..folders import cache_folder
from ..language import Language, say
from .numbers import milliseconds

_RUNS = 20  # of a class
_CLASSES = 300
_CLAIM = 1.05  # as in one run, a smaller difference is none


def add(result: dict[str, Any]) -> None:
    """Put the last run of the same class into `result["before"]`, and remember this one.

    A run that failed, or could not be timed, is not remembered. Nor is anything where the folder
    cannot be written: history is a convenience.
    """
    entry = _entry(result)
    if entry is None:
        return
    path = cache_folder("history") / f"{_name(result)}.json"
    runs = _read(path)
    result["before"] = runs[-1] if runs else None
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps([*runs, entry][-_RUNS:]), encoding="utf-8")
        scratch.replace(path)  # another editor may write too
        _forget_oldest(path.parent)


def change_lines(result: Mapping[str, Any], language: Language) -> list[str]:
    """What is different from the run before: each number with a verdict only where the intervals of
    the two runs are apart."""
    before, now = result.get("before"), _entry(result)
    if not before or now is None:
        return []
    lines = []
    if before["parameters"] != now["parameters"]:
        numbers = {"before": f"{before['parameters']:,}", "now": f"{now['parameters']:,}"}
        lines.append(say(language, "page.change-parameters", **numbers))
    if before["input"] != now["input"]:
        return [*lines, say(language, "page.change-input", before=before["input"])]
    if before["clock"] != now["clock"]:
        return [*lines, say(language, "page.change-clock")]
    for name in ("eager", "compiled"):
        if before[f"{name}_ms"] is not None and now[f"{name}_ms"] is not None:
            lines.append(_compared(name, before, now, language))
    return [say(language, "page.since", when=before["when"]), *lines]


def _compared(
    name: str, before: Mapping[str, Any], now: Mapping[str, Any], language: Language
) -> str:
    verdict = "change-unclear"
    spans = before[f"{name}_interval_ms"], now[f"{name}_interval_ms"]
    if spans[0] and spans[1]:
        if spans[0][0] > _CLAIM * spans[1][1]:
            verdict = "change-faster"
        elif spans[1][0] > _CLAIM * spans[0][1]:
            verdict = "change-slower"
    return say(
        language,
        f"page.{verdict}",
        what="torch.compile" if name == "compiled" else name,
        before=_with_span(before[f"{name}_ms"], spans[0]),
        now=_with_span(now[f"{name}_ms"], spans[1]),
    )


def _with_span(value: float, span: list[float] | None) -> str:
    text = milliseconds(value)
    return f"{text} ({milliseconds(span[0])} – {milliseconds(span[1])})" if span else text


def _entry(result: Mapping[str, Any]) -> dict[str, Any] | None:
    timing = result.get("timing")
    if result.get("error") or not timing or timing["eager_ms"] is None:
        return None
    now = datetime.datetime.now().astimezone()
    return {
        "when": now.isoformat(" ", "minutes")[:16],
        "parameters": result["parameters"]["elements"],
        "input": result["input"]["call"],
        "clock": timing["clock"],
        "eager_ms": timing["eager_ms"],
        "eager_interval_ms": timing["eager_interval_ms"],
        "compiled_ms": timing["compiled_ms"],
        "compiled_interval_ms": timing["compiled_interval_ms"],
    }


def _name(result: Mapping[str, Any]) -> str:
    """Another machine, device or mode has a history of its own."""
    timing, environment = result["timing"], result["environment"] or {}
    parts = [
        result["file"], result["class"], result["device"], timing["mode"], timing["compile_mode"],
        timing["threads"], environment.get("device_name"), environment.get("torch"),
    ]  # fmt: skip
    text = "\n".join(map(str, parts))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:20]


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    wanted = {
        "when", "parameters", "input", "clock", "eager_ms", "eager_interval_ms", "compiled_ms",
        "compiled_interval_ms",
    }  # fmt: skip
    whole = isinstance(runs, list) and all(isinstance(r, dict) and wanted == set(r) for r in runs)
    return runs if whole else []


def _forget_oldest(where: Path) -> None:
    files = sorted(where.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_CLASSES]:
        path.unlink(missing_ok=True)
