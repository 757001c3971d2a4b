"""A result in words: the title of a lens, and a Markdown report.

No verdict is said without its interval, and nothing is said that was not measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..language import Language, say
from .history import change_lines
from .numbers import figures, milliseconds, seconds, size
from .wording import break_hint, break_reason, phrase, recompile_sentence, warning_sentence

Result = Mapping[str, Any]
# Not their mistake, but something that we lack.
_NOT_WRONG = ("constructor", "input", "environment", "cancelled")
_VISIBLE_SUBMODULES = 40


def lens_title(result: Result, language: Language) -> str:
    """One line: `✓ 68,362 parameters · 0.31 ms · compiled 1.24× faster (1.21–1.27)`."""
    if result.get("error"):
        return error_line(result, language)
    hidden = result["unregistered"] or []
    parts = [say(language, "run.parameters", count=f"{result['parameters']['elements']:,}")]
    if hidden:
        parts.append(say(language, "run.not-registered", count=len(hidden)))
    if not result.get("computed", True):
        parts.append(say(language, "audit.shapes-only"))
    timing = result.get("timing")
    if timing and timing["eager_ms"] is not None:
        parts.append(eager_time(timing))
    if timing and timing["reason_key"] != "reason-not-asked":
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
    text = " ".join(_summary(error, language).split())
    text = text if len(text) <= 160 else f"{text[:159]}…"
    if error["line"] is None:
        return f"{mark} {text}"
    other = "" if error["file"] == result["file"] else f"{Path(error['file']).name} "
    return f"{mark} {other}{say(language, 'run.line', line=error['line'])}: {text}"


def _summary(error: Mapping[str, Any], language: Language) -> str:
    """PyTorch's words for a learner's error; ours for what only we can say."""
    key = f"run.error-{error['kind']}"
    if error["kind"] in ("constructor", "input", "timeout", "cancelled"):
        return say(language, key, **error["explanation_fields"])
    if error["explanation_key"] in ("explain-no-torch", "explain-no-device", "explain-old-torch"):
        name = error["explanation_key"].removeprefix("explain-")
        return say(language, f"run.error-{name}", **error["explanation_fields"])
    return str(error["message"])


def explanation(result: Result, language: Language) -> str | None:
    """Our sentences about the error."""
    error = result["error"]
    return phrase(language, error["explanation_key"], error["explanation_fields"])


def eager_time(timing: Mapping[str, Any]) -> str:
    """`0.312 ms`, with `CPU` when it is not wall-clock time."""
    return _time(timing["eager_ms"], timing)


def compiled_time(timing: Mapping[str, Any]) -> str:
    """Likewise, of a compiled call."""
    return _time(timing["compiled_ms"], timing)


def _time(value_ms: float, timing: Mapping[str, Any]) -> str:
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


def sentences(result: Result, language: Language) -> list[str]:
    """What there is to say about the timing, most important first."""
    timing = result.get("timing")
    if not timing:
        return []
    said = []
    if timing["verdict"] == "not-available":
        reason = phrase(language, timing["reason_key"], timing["reason_fields"])
        said.append(say(language, "run.not-compared", reason=reason))
    else:
        said.append(say(language, f"run.about-{timing['verdict']}"))
    if timing["first_call_s"] is not None:
        key = "run.first-call-cached" if timing["cached"] else "run.first-call"
        said.append(say(language, key, seconds=seconds(timing["first_call_s"])))
    if timing["trace_s"] is not None:
        spent = {"trace": seconds(timing["trace_s"]), "backend": seconds(timing["backend_s"])}
        said.append(say(language, "measure.split", **spent))
    if timing["break_even_calls"] is not None:
        calls = figures(timing["break_even_calls"], 2)
        said.append(say(language, "run.break-even", calls=calls))
    said += _differences(timing, language)
    if timing["cudagraphs_skipped"] is not None:
        reason = timing["cudagraphs_skipped"]
        said.append(say(language, "measure.cudagraphs-skipped", reason=reason))
    return said


def _differences(timing: Mapping[str, Any], language: Language) -> list[str]:
    """How far compiled results are from eager ones."""
    if timing["max_difference"] is None:
        return []
    value = f"{timing['max_difference']:.1g}"
    if timing["eager_error"] is None:
        said = [say(language, "run.difference", value=value)]
    else:
        error = f"{timing['eager_error']:.1g}"
        said = [say(language, "measure.difference-exact", value=value, error=error)]
    if timing["gradient_difference"] is not None:
        value = f"{timing['gradient_difference']:.1g}"
        said.append(say(language, "measure.difference-gradient", value=value))
    if timing["agrees"] is False:
        said.append(say(language, "measure.disagrees"))
    return said


def warnings(result: Result, language: Language) -> list[str]:
    """What makes the times wrong, one sentence each."""
    return [warning_sentence(found, language) for found in result.get("warnings") or ()]


def method(result: Result, language: Language) -> list[str]:
    """How it was measured, and what was not."""
    timing = result.get("timing")
    if not timing or timing["eager_ms"] is None:
        return []
    trained = timing["mode"] == "training"
    said = [
        say(
            language,
            "measure.method-training" if trained else "run.method",
            call=(result["input"] or {}).get("call") or "()",
            threads=timing["threads"],
            clock=say(language, f"run.clock-{timing['clock']}"),
        )
    ]
    if timing["pairs"]:
        said.append(say(language, "run.pairs", pairs=timing["pairs"]))
    missing = "not-measured-sweep" if trained else "not-measured"
    if timing["sweep"] is not None:
        missing = "" if trained else "not-measured-training"
    if missing:
        said.append(say(language, f"measure.{missing}"))
    return said


def compiled_name(timing: Mapping[str, Any]) -> str:
    """`torch.compile`, with its mode."""
    mode = timing["compile_mode"]
    return "torch.compile" if mode == "default" else f"torch.compile, {mode}"


def sweep_rows(timing: Mapping[str, Any], language: Language) -> list[tuple[str, str, str, str]]:
    """Batch size, both times, and the comparison."""
    return [
        (
            str(point["batch"]),
            _time(point["eager_ms"], point),
            _time(point["compiled_ms"], point),
            verdict(point, language),
        )
        for point in timing["sweep"] or ()
    ]


def memory_rows(result: Result, language: Language) -> list[tuple[str, str]]:
    """What the Module and a training step hold."""
    memory = result.get("memory")
    if not memory:
        return []
    names = {
        "parameters": "parameters", "buffers": "buffers", "saved_for_backward": "saved",
        "device_peak": "device", "process_peak": "process",
    }  # fmt: skip
    return [
        (say(language, f"measure.memory-{names[key]}"), size(memory[key]))
        for key in names
        if memory[key] is not None and (memory[key] or key == "parameters")
    ]


def environment_line(result: Result) -> str:
    """`Python 3.11.7 · PyTorch 2.13.0 · cpu (…) · Linux x86_64 · /usr/bin/python3`."""
    environment = result.get("environment")
    if not environment:
        return ""
    device = result["device"]
    if environment["device_name"]:
        device = f"{device} ({environment['device_name']})"
    versions = f"Python {environment['python']} · PyTorch {environment['torch']}"
    return f"{versions} · {device} · {environment['platform']} · {environment['executable']}"


def markdown(result: Result, language: Language) -> str:
    """The whole result as a page."""
    parts = [f"# {result['class']} · {result['device']}", lens_title(result, language)]
    if result["error"]:
        parts += [_in_markdown(part) for part in (explanation(result, language),) if part]
    parts += _calls(result, language)
    parts += _hidden(result, language)
    parts += _submodules(result, language)
    parts += _timing(result, language)
    parts += _graphs(result, language)
    parts += _memory(result, language)
    if result["output_text"].strip():
        parts += [_title(language, "printed"), f"```text\n{result['output_text'].strip()}\n```"]
    if line := environment_line(result):
        parts += [_title(language, "environment"), line]
    return "\n\n".join(parts) + "\n"


def _title(language: Language, name: str) -> str:
    return f"## {say(language, f'run.title-{name}')}"


def _row(*cells: object) -> str:
    texts = (str(cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(texts)} |"


def _table(language: Language, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    head = _row(*(column_title(c, language) for c in columns))
    lines = [head, _row(*("---" for _ in columns)), *(_row(*row) for row in rows)]
    return "\n".join(lines)


def column_title(name: str, language: Language) -> str:
    """Of a column: `line` from the area run, `graphs.column-what` by its key, code as it is."""
    if name in ("eager", "torch.compile"):
        return name
    return say(language, name if "." in name else f"run.column-{name}")


def source(part: Mapping[str, Any], language: Language) -> str:
    """Where constructor arguments or an input come from."""
    return phrase(language, part["source_key"], part["source_fields"]) or ""


def _calls(result: Result, language: Language) -> list[str]:
    lines = []
    if built := result["constructor"]:
        lines.append(f"- `{built['call']}`: {source(built, language)}")
    if given := result["input"]:
        lines.append(f"- `forward({given['call']})`: {source(given, language)}")
    if result["output"]:
        lines.append(say(language, "run.output", output=f"`{result['output']}`"))
    return [_title(language, "what-ran"), "\n".join(lines)] if lines else []


def _hidden(result: Result, language: Language) -> list[str]:
    hidden = result["unregistered"]
    if not hidden:
        return []
    rows: list[tuple[object, ...]] = [
        (
            f"`{entry['path']}`",
            say(language, f"run.kind-{entry['kind']}"),
            f"{entry['elements']:,}",
            say(language, "run.yes" if entry["trained"] else "run.no"),
            entry["line"] or "",
        )
        for entry in hidden
    ]
    columns = ("path", "kind", "elements", "gradient", "line")
    table = _table(language, columns, rows)
    title = _title(language, "unregistered")
    fixes = "\n".join(f"- {_in_markdown(sentence)}" for sentence in remedies(result, language))
    return [title, say(language, "run.about-unregistered"), table, fixes]


def _in_markdown(sentence: str) -> str:
    """Names such as `__init__` as code: Markdown would take the underscores for bold type."""
    return re.sub(r"(?:[\w.]+\(\)\.)?__\w+__(?:\(\))?", r"`\g<0>`", sentence)


def remedies(result: Result, language: Language) -> list[str]:
    """What to write instead, one sentence for each kind of hidden state."""
    kinds = dict.fromkeys(entry["kind"] for entry in result["unregistered"] or [])
    return [say(language, f"run.fix-{kind}") for kind in kinds]


def _submodules(result: Result, language: Language) -> list[str]:
    every = result["submodules"]
    if not every:
        return []
    rows: list[tuple[object, ...]] = [
        (
            f"`{info['path']}`",
            info["type"],
            f"{info['parameters']:,}",
            f"`{info['output']}`" if info["output"] else say(language, "run.not-called"),
            info["line"] or "",
        )
        for info in every[:_VISIBLE_SUBMODULES]
    ]
    table = _table(language, ("path", "type", "parameters", "output", "line"), rows)
    parts = [_title(language, "submodules"), table]
    if len(every) > _VISIBLE_SUBMODULES:
        parts.append(say(language, "run.and-more", count=len(every) - _VISIBLE_SUBMODULES))
    return parts


def _timing(result: Result, language: Language) -> list[str]:
    timing = result.get("timing")
    if not timing:
        return []
    rows: list[tuple[object, ...]] = []
    if timing["eager_ms"] is not None:
        rows.append(("eager", eager_time(timing), ""))
    if timing["compiled_ms"] is not None:
        rows.append((compiled_name(timing), compiled_time(timing), verdict(timing, language)))
    parts = [_title(language, "timing")]
    if rows:
        parts.append(_table(language, ("how", "per-call", "comparison"), rows))
    parts.append("\n".join(f"- {line}" for line in sentences(result, language)))
    parts.append(" ".join(method(result, language)))
    if found := warnings(result, language):
        parts += [_heading("measure.title", language), "\n".join(f"- {line}" for line in found)]
    if lines := change_lines(result, language):
        parts += [_heading("page.title-change", language), "\n".join(f"- {x}" for x in lines)]
    if points := sweep_rows(timing, language):
        columns = ("measure.column-batch", "eager", "torch.compile", "run.column-comparison")
        parts += [_heading("measure.title-sweep", language), _table(language, columns, [*points])]
        parts.append(say(language, "measure.about-sweep"))
    return [part for part in parts if part]


def _memory(result: Result, language: Language) -> list[str]:
    rows = memory_rows(result, language)
    if not rows:
        return []
    lines = "\n".join(f"- {name}: {value}" for name, value in rows)
    return [_heading("measure.title-memory", language), lines]


def _heading(key: str, language: Language) -> str:
    return f"## {say(language, key)}"


def graph_sentence(result: Result, language: Language) -> str | None:
    """How many graph breaks there are; None when nobody looked."""
    breaks = result.get("graph_breaks")
    if breaks is None:
        return None
    return say(language, "graphs.count" if breaks else "graphs.none", count=len(breaks))


def break_rows(result: Result, language: Language) -> list[tuple[str, str, str]]:
    """Line, code, and why it splits the model with what to write instead."""
    rows = []
    for found in result.get("graph_breaks") or ():
        reason, hint = break_reason(found, language), break_hint(found, language)
        why = f"{reason[:1].upper()}{reason[1:]}. {hint}"
        rows.append((str(found["line"] or ""), str(found["what"]), why))
    return rows


def recompile_lines(result: Result, language: Language) -> list[str]:
    """What makes torch.compile compile again, each with its line."""
    lines = []
    for found in result.get("recompiles") or ():
        sentence = recompile_sentence(found, language)
        if found["line"] is not None and found["file"] == result["file"]:
            sentence = f"{say(language, 'run.line', line=found['line'])}: {sentence}"
        lines.append(sentence)
    return lines


def _graphs(result: Result, language: Language) -> list[str]:
    if (sentence := graph_sentence(result, language)) is None:
        return []
    parts = [f"## {say(language, 'graphs.title')}", sentence]
    if rows := [(line, f"`{what}`", why) for line, what, why in break_rows(result, language)]:
        columns = ("line", "graphs.column-what", "graphs.column-why")
        parts.append(_table(language, columns, [*rows]))
    if again := recompile_lines(result, language):
        parts += [f"## {say(language, 'graphs.title-again')}", "\n".join(f"- {x}" for x in again)]
    return parts
