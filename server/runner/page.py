"""A result as one HTML page that needs nothing else: no script, no network, no file beside it.

It follows the reader's light or dark theme, and VS Code's own colours inside VS Code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..language import Language, say
from . import charts, report
from .history import change_lines
from .summary import Result, compiled_time, eager_time, explanation, lens_title, verdict

# In a browser too: whatever a learner's names hold, nothing is fetched or run.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(result: Result, language: Language, *, under_way: bool = False) -> str:
    """The report of a run, or of what is known while it is under way."""
    title = f"{result['class']} · {result['device']}"
    note = f'<p class="note">◌ {escape(say(language, "page.under-way"))}</p>'
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(lens_title(result, language))}</p>',
        *([note] if under_way else []),
        *_error(result, language),
        *_section("measure.title", _list(report.warnings(result, language)), language),
        *_section("page.title-change", _list(change_lines(result, language)), language),
        *_timing(result, language),
        *_modules(result, language),
        *_hidden(result, language),
        *_section("audit.title", _list(report.state_lines(result, language)), language),
        *_graphs(result, language),
        *_section("measure.title-memory", _pairs(report.memory_rows(result, language)), language),
        *_calls(result, language),
    ]
    if text := result["output_text"].strip():
        body += _section("run.title-printed", f"<pre>{escape(text)}</pre>", language)
    if line := report.environment_line(result):
        body += _section("run.title-environment", f"<p>{escape(line)}</p>", language)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return files("torchtutor.server").joinpath("runner", "page.css").read_text(encoding="utf-8")


def _section(key: str, content: str, language: Language) -> list[str]:
    return [f"<h2>{escape(say(language, key))}</h2>", content] if content else []


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    return f"<table>{cells}</table>" if cells else ""


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells are HTML already."""
    head = "".join(f"<th>{column}</th>" for column in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _columns(names: Iterable[str], language: Language) -> list[str]:
    return [escape(report.column_title(name, language)) for name in names]


def _error(result: Result, language: Language) -> list[str]:
    if not result["error"]:
        return []
    text = explanation(result, language)
    return [f"<p><strong>{escape(text)}</strong></p>"] if text else []


def _timing(result: Result, language: Language) -> list[str]:
    timing = result["timing"]
    if not timing or timing["eager_ms"] is None:
        return []
    rows = [("eager", eager_time(timing), "")]
    if timing["compiled_ms"] is not None:
        compared = verdict(timing, language)
        rows.append((report.compiled_name(timing), compiled_time(timing), compared))
    parts = [
        _table(
            _columns(("how", "per-call", "comparison"), language),
            (map(escape, row) for row in rows),
        ),
        _list(report.sentences(result, language)),
    ]
    if charts.available():
        for title, svg in charts.draw(timing, language):
            parts.append(f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>")
    else:
        parts.append(f"<p>{escape(say(language, 'page.no-charts'))}</p>")
    if points := report.sweep_rows(timing, language):
        names = ("measure.column-batch", "eager", "torch.compile", "run.column-comparison")
        parts.append(_table(_columns(names, language), (map(escape, row) for row in points)))
        parts.append(f"<p>{escape(say(language, 'measure.about-sweep'))}</p>")
    parts.append(f'<p class="quiet">{escape(" ".join(report.method(result, language)))}</p>')
    return _section("run.title-timing", "\n".join(parts), language)


def _modules(result: Result, language: Language) -> list[str]:
    """The tree of submodules, with those that are not registered where they were assigned."""
    if not result["submodules"]:
        return []
    rows = [*map(_module, result["submodules"])]
    rows += [_unregistered(entry, language) for entry in result["unregistered"] or ()]
    rows.sort(key=lambda row: row[0])
    most = max((elements for _, _, elements, *_ in rows), default=0)
    timed = any(share is not None for _, _, _, _, share, *_ in rows)
    shares = ("page.column-share",) if timed else ()
    names = ("path", "type", "parameters", *shares, "output", "line")
    cells = (_tree_row(row, most, timed, language) for row in rows)
    return _section("run.title-submodules", _table(_columns(names, language), cells), language)


# Sort key, path, numbers, type, share of the time, output, line, whether it is registered.
_Row = tuple[tuple[tuple[int, int, str], ...], str, int, str, float | None, str, str, bool]


def _module(info: Mapping[str, Any]) -> _Row:
    line = str(info["line"] or "")
    share, output = info.get("share"), info["output"] or ""
    return (
        _key(info["path"]), info["path"], info["parameters"], info["type"], share, output, line,
        True,
    )  # fmt: skip


def _unregistered(entry: Mapping[str, Any], language: Language) -> _Row:
    kind = say(language, f"run.kind-{entry['kind']}")
    line = str(entry["line"] or "")
    return _key(entry["path"]), entry["path"], entry["elements"], kind, None, "", line, False


def _key(path: str) -> tuple[tuple[int, int, str], ...]:
    """`self.blocks[10]` after `self.blocks[9]`, and everything below its parent."""
    parts = path.replace("[", ".[").split(".")
    return tuple(
        (0, int(part[1:-1]), "") if part[1:-1].isdigit() else (1, 0, part) for part in parts
    )


def _tree_row(row: _Row, most: int, timed: bool, language: Language) -> list[str]:
    key, path, elements, kind, share, output, line, registered = row
    mark = "" if registered else f' <b class="mark">⚠ {escape(say(language, "page.hidden"))}</b>'
    width = 100 * elements / most if most else 0
    bar = f'<span class="bar" style="width:{width:.1f}%"></span>'
    return [
        f'<code style="margin-left:{len(key) - 2}em">{escape(path)}</code>{mark}',
        escape(kind),
        f'<span class="number">{elements:,}</span>{bar}',
        *(["" if share is None else f"{100 * share:.0f} %"] if timed else []),
        f"<code>{escape(output)}</code>" if output else "",
        line,
    ]


def _hidden(result: Result, language: Language) -> list[str]:
    fixes = _list(report.remedies(result, language))
    if not fixes:
        return []
    about = f"<p>{escape(say(language, 'page.about-hidden'))}</p>"
    return _section("run.title-unregistered", about + fixes, language)


def _graphs(result: Result, language: Language) -> list[str]:
    sentence = report.graph_sentence(result, language)
    if sentence is None:
        return []
    parts = [f"<p>{escape(sentence)}</p>"]
    if rows := report.break_rows(result, language):
        names = ("line", "graphs.column-what", "graphs.column-why")
        cells = ((line, f"<code>{escape(what)}</code>", escape(why)) for line, what, why in rows)
        parts.append(_table(_columns(names, language), cells))
    parts.append(_list(report.recompile_lines(result, language)))
    return _section("graphs.title", "".join(parts), language)


def _calls(result: Result, language: Language) -> list[str]:
    lines = []
    if built := result["constructor"]:
        lines.append((f"{built['call']}", report.source(built, language)))
    if given := result["input"]:
        lines.append((f"forward({given['call']})", report.source(given, language)))
    rows = ((f"<code>{escape(code)}</code>", escape(origin)) for code, origin in lines)
    text = "".join(f"<li>{code}: {origin}</li>" for code, origin in rows)
    place = f"<p><code>{escape(Path(result['file']).name)}</code></p>"
    return _section("run.title-what-ran", f"{place}<ul>{text}</ul>" if text else "", language)
