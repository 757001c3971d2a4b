"""After a run: how many parameters each submodule has and the shape that came out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lsprotocol import types

from .. import convert
from ..language import Language, say
from ..runs import Aged
from ..session import App, Known
from ..shown import job_path, line_content


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
        found = []
        for aged in session.results(known):
            for line, items in by_line(aged, known).items():
                end = line_content(document, line).end
                if wanted.start <= end <= wanted.end:
                    label = label_of(items, session.language)
                    place = convert.position(document, end, encoding)
                    found.append(convert.hint(place, label, tooltip_of(items, session.language)))
        return sorted(found, key=lambda hint: hint.position.line)


def by_line(aged: Aged, known: Known) -> dict[int, list[Mapping[str, Any]]]:
    """The submodules of a run by the present line, from 0, of their assignment.

    None when the class or one that it uses has changed since.
    """
    lines: dict[int, list[Mapping[str, Any]]] = {}
    if aged.stale or aged.run.result is None:
        return lines
    for item in aged.run.result.get("submodules") or ():
        if item.get("line") is None or item.get("file") not in (None, job_path(known.document)):
            continue
        line = aged.line(int(item["line"]) - 1)
        if line is not None:
            lines.setdefault(line, []).append(item)
    return lines


def _outermost(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of the submodules of one line those that lie in no other one of it, each place once."""
    listed = list(items)
    inside = tuple(f"{item['path']}{mark}" for item in listed for mark in ".[")
    return [item for item in listed if not str(item["path"]).startswith(inside)]


def label_of(items: Iterable[Mapping[str, Any]], language: Language) -> str:
    """`1,280 parameters → 8×10`: the sum of a line, and the shape of the last one that has one."""
    outer = _outermost(items)
    parameters = sum(int(item["parameters"]) for item in outer)
    outputs = [str(item["output"]) for item in outer if item.get("output")]
    count = say(language, "server.hint-parameters", count=f"{parameters:,}")
    return f"{count} → {outputs[-1]}" if outputs else count


def tooltip_of(items: Iterable[Mapping[str, Any]], language: Language) -> str:
    """One line for each submodule that was assigned on the line."""
    rows = []
    for item in items:
        count = say(language, "server.hint-parameters", count=f"{int(item['parameters']):,}")
        shape = f" → {item['output']}" if item.get("output") else ""
        rows.append(f"{item['path']}: {item['type']}, {count}{shape}")
    return "\n".join(rows[:20])
