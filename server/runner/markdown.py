"""A result as a page of Markdown."""

from __future__ import annotations

import re

from ..language import Language, say
from . import report
from .history import change_lines
from .summary import Result, compiled_time, eager_time, explanation, lens_title, verdict

_VISIBLE_SUBMODULES = 40


def markdown(result: Result, language: Language) -> str:
    """The whole result as a page."""
    parts = [f"# {result['class']} · {result['device']}", lens_title(result, language)]
    if result["error"]:
        parts += [_in_markdown(part) for part in (explanation(result, language),) if part]
    parts += _calls(result, language)
    parts += _hidden(result, language)
    if noted := report.state_lines(result, language):
        parts += [_heading("audit.title", language), "\n".join(f"- {line}" for line in noted)]
    parts += _submodules(result, language)
    parts += _timing(result, language)
    parts += _graphs(result, language)
    parts += _memory(result, language)
    if result["output_text"].strip():
        parts += [_title(language, "printed"), f"```text\n{result['output_text'].strip()}\n```"]
    if line := report.environment_line(result):
        parts += [_title(language, "environment"), line]
    return "\n\n".join(parts) + "\n"


def _title(language: Language, name: str) -> str:
    return f"## {say(language, f'run.title-{name}')}"


def _row(*cells: object) -> str:
    texts = (str(cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(texts)} |"


def _table(language: Language, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    head = _row(*(report.column_title(c, language) for c in columns))
    lines = [head, _row(*("---" for _ in columns)), *(_row(*row) for row in rows)]
    return "\n".join(lines)


def _calls(result: Result, language: Language) -> list[str]:
    lines = []
    if built := result["constructor"]:
        lines.append(f"- `{built['call']}`: {report.source(built, language)}")
    if given := result["input"]:
        lines.append(f"- `forward({given['call']})`: {report.source(given, language)}")
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
    fixes = "\n".join(
        f"- {_in_markdown(sentence)}" for sentence in report.remedies(result, language)
    )
    return [title, say(language, "run.about-unregistered"), table, fixes]


def _in_markdown(sentence: str) -> str:
    """Names such as `__init__` as code: Markdown would take the underscores for bold type."""
    return re.sub(r"(?:[\w.]+\(\)\.)?__\w+__(?:\(\))?", r"`\g<0>`", sentence)


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
        rows.append(
            (report.compiled_name(timing), compiled_time(timing), verdict(timing, language))
        )
    parts = [_title(language, "timing")]
    if rows:
        parts.append(_table(language, ("how", "per-call", "comparison"), rows))
    parts.append("\n".join(f"- {line}" for line in report.sentences(result, language)))
    parts.append(" ".join(report.method(result, language)))
    if found := report.warnings(result, language):
        parts += [_heading("measure.title", language), "\n".join(f"- {line}" for line in found)]
    if lines := change_lines(result, language):
        parts += [_heading("page.title-change", language), "\n".join(f"- {x}" for x in lines)]
    if points := report.sweep_rows(timing, language):
        columns = ("measure.column-batch", "eager", "torch.compile", "run.column-comparison")
        parts += [_heading("measure.title-sweep", language), _table(language, columns, [*points])]
        parts.append(say(language, "measure.about-sweep"))
    return [part for part in parts if part]


def _memory(result: Result, language: Language) -> list[str]:
    rows = report.memory_rows(result, language)
    if not rows:
        return []
    lines = "\n".join(f"- {name}: {value}" for name, value in rows)
    return [_heading("measure.title-memory", language), lines]


def _heading(key: str, language: Language) -> str:
    return f"## {say(language, key)}"


def _graphs(result: Result, language: Language) -> list[str]:
    if (sentence := report.graph_sentence(result, language)) is None:
        return []
    parts = [f"## {say(language, 'graphs.title')}", sentence]
    if rows := [
        (line, f"`{what}`", why) for line, what, why in report.break_rows(result, language)
    ]:
        columns = ("line", "graphs.column-what", "graphs.column-why")
        parts.append(_table(language, columns, [*rows]))
    if again := report.recompile_lines(result, language):
        parts += [f"## {say(language, 'graphs.title-again')}", "\n".join(f"- {x}" for x in again)]
    return parts
