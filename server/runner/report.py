"""What a result says, sentence by sentence and row by row; each kind of page arranges it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..language import Language, say
from .numbers import figures, seconds, size
from .summary import Result, time_per_call, verdict
from .wording import (
    break_hint,
    break_reason,
    phrase,
    recompile_sentence,
    state_sentence,
    warning_sentence,
)


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
        said.append(say(language, _about(result, timing["verdict"])))
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


def _about(result: Result, verdict: str) -> str:
    again = any(found["trigger"] == "same-input" for found in result.get("recompiles") or ())
    return f"run.about-{verdict}{'-again' if again and verdict == 'slower' else ''}"


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
            time_per_call(point["eager_ms"], point),
            time_per_call(point["compiled_ms"], point),
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


def column_title(name: str, language: Language) -> str:
    """Of a column: `line` from the area run, `graphs.column-what` by its key, code as it is."""
    if name in ("eager", "torch.compile"):
        return name
    return say(language, name if "." in name else f"run.column-{name}")


def source(part: Mapping[str, Any], language: Language) -> str:
    """Where constructor arguments or an input come from."""
    return phrase(language, part["source_key"], part["source_fields"]) or ""


def remedies(result: Result, language: Language) -> list[str]:
    """What to write instead, one sentence for each kind of hidden state."""
    kinds = dict.fromkeys(entry["kind"] for entry in result["unregistered"] or [])
    return [say(language, f"run.fix-{kind}") for kind in kinds]


def state_lines(result: Result, language: Language) -> list[str]:
    """What one step showed about what is registered, and two passes about the outputs."""
    return [
        _at_line(found, state_sentence(found, language), result, language)
        for found in result.get("state") or ()
    ]


def _at_line(found: Mapping[str, Any], sentence: str, result: Result, language: Language) -> str:
    """The sentence behind its line, when that is one of the file that ran."""
    if found["line"] is None or found["file"] != result["file"]:
        return sentence
    return f"{say(language, 'run.line', line=found['line'])}: {sentence}"


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
        lines.append(_at_line(found, sentence, result, language))
    return lines
