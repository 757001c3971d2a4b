"""After a run: what each submodule holds and costs, and the shape of each value of forward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lsprotocol import types

from .. import convert
from ..language import Language, say
from ..line_values import label_of_values, tooltip_of_values
from ..runs import Aged
from ..session import App, Known
from ..shown import job_path, line_content

Item = Mapping[str, Any]


def register(server: App) -> None:
    """Add the handler."""

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(ls: App, params: types.InlayHintParams) -> list[types.InlayHint]:
        session = ls.session
        known = await session.known(params.text_document.uri)
        if known is None or not session.settings.inlay_hints:
            return []
        document, encoding = known.document, session.client.encoding
        wanted = convert.span(document, params.range, encoding)
        language = session.language
        found: dict[tuple[int, str], types.InlayHint] = {}

        def add(line: int, label: str, tooltip: str) -> None:
            end = line_content(document, line).end
            if label and wanted.start <= end <= wanted.end:
                place = convert.position(document, end, encoding)
                found.setdefault((line, label), convert.hint(place, label, tooltip))

        for aged in session.results(known):
            for line, items in by_line(aged, known, "submodules").items():
                add(line, label_of(items, language), tooltip_of(items, language))
            computed = (aged.run.result or {}).get("computed", True)
            device = aged.run.device if computed else "meta"
            for line, items in by_line(aged, known, "values").items():
                add(line, label_of_values(items, device), tooltip_of_values(items, language))
        return sorted(found.values(), key=lambda hint: hint.position.line)


def by_line(aged: Aged, known: Known, member: str = "submodules") -> dict[int, list[Item]]:
    """The submodules (or values) of a run by the present line, from 0, of their assignment.

    None when the class or one that it uses has changed since.
    """
    lines: dict[int, list[Item]] = {}
    if aged.stale or aged.run.result is None:
        return lines
    for item in aged.run.result.get(member) or ():
        if item.get("line") is None or item.get("file") not in (None, job_path(known.document)):
            continue
        line = aged.line(int(item["line"]) - 1)
        if line is not None:
            lines.setdefault(line, []).append(item)
    return lines


def _outermost(items: Iterable[Item]) -> list[Item]:
    """Of the submodules of one line those that lie in no other one of it, each place once."""
    listed = list(items)
    inside = tuple(f"{item['path']}{mark}" for item in listed for mark in ".[")
    return [item for item in listed if not str(item["path"]).startswith(inside)]


def label_of(items: Iterable[Item], language: Language) -> str:
    """`1,280 parameters · 34 % → 8×10`: the sums of a line, and the last shape of it."""
    outer = _outermost(items)
    parameters = sum(int(item["parameters"]) for item in outer)
    outputs = [str(item["output"]) for item in outer if item.get("output")]
    label = say(language, "server.hint-parameters", count=f"{parameters:,}")
    share = sum(float(item.get("share") or 0) for item in outer)
    if round(share * 100) >= 1:
        label = f"{label} · {_percent(min(share, 1.0))}"
    return f"{label} → {outputs[-1]}" if outputs else label


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def tooltip_of(items: Iterable[Item], language: Language) -> str:
    """One line for each submodule that was assigned on the line."""
    rows = []
    for item in items:
        count = say(language, "server.hint-parameters", count=f"{int(item['parameters']):,}")
        shape = f" → {item['output']}" if item.get("output") else ""
        share = item.get("share")
        time = f", {say(language, 'lines.share', share=_percent(share))}" if share else ""
        rows.append(f"{item['path']}: {item['type']}, {count}{time}{shape}")
    return "\n".join(rows[:20])
