"""Hovers: on a finding why it matters, elsewhere what the torch symbol under the cursor is."""

from __future__ import annotations

import re

from lsprotocol import types
from torchtutor.analyzers.finding import Span
from torchtutor.lessons import Card, load

from .. import convert
from ..language import Language
from ..session import App, Known
from ..shown import Shown
from . import diagnostics

_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def register(server: App) -> None:
    """Add the handler."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: App, params: types.HoverParams) -> types.Hover | None:
        session = ls.session
        known = await session.known(params.text_document.uri)
        if known is None:
            return None
        at = convert.offset(known.document, params.position, session.client.encoding)
        cards = session.settings.lesson_hovers == "always"
        found = on_finding(ls, known, at, cards)
        if found is None and cards:
            found = on_symbol(known, at, session.language)
        if found is None:
            return None
        span, text = found
        place = convert.range_(known.document, span, session.client.encoding)
        return convert.hover(text, place, session.client)


def on_finding(ls: App, known: Known, at: int, cards: bool) -> tuple[Span, str] | None:
    """Why the rules at an offset complain, and what the lesson of the first shows.

    What is wrong is not repeated where the client says it in its own words beside the hover.
    """
    from torchtutor.analyzers.registry import rule_by_id

    language = ls.session.language
    here = [entry for entry in diagnostics.entries(ls, known) if covers(entry.span, at)]
    rules = {entry.rule: rule_by_id(entry.rule) for entry in here if entry.rule is not None}
    parts = []
    for rule in filter(None, rules.values()):
        if not ls.session.client.shows_diagnostics:
            parts.append(f"**{rule.title[language]}**")
        parts.append(rule.why[language])
    if not parts:
        return None
    card = next((found for entry in here if (found := card_of(entry, language))), None)
    if cards and card is not None:
        parts.append(_in_short(card))
    spans = [entry.span for entry in here if entry.rule is not None]
    return min(spans, key=lambda span: span.end - span.start), "\n\n".join(parts)


def _in_short(card: Card) -> str:
    """The card's title, its lesson and its code; a finding says the rest already."""
    title, _, rest = card.text.partition("\n\n")
    return "\n\n".join([title, *_CODE.findall(rest)])


def on_symbol(known: Known, at: int, language: Language) -> tuple[Span, str] | None:
    """The lesson card of the torch symbol at an offset."""
    from torchtutor.analyzers import symbol_at

    symbol = symbol_at(known.document.text, at) if known.analysis.uses_torch else None
    if symbol is None:
        return None
    dotted, span = symbol
    card = load().card_for_symbol(dotted, language)
    return (span, card.text) if card is not None else None


def covers(span: Span, at: int) -> bool:
    """Whether an offset touches a span; a cursor right behind its end does."""
    return span.start <= at <= span.end


def card_of(entry: Shown, language: Language) -> Card | None:
    """The lesson card of a finding's rule."""
    return load().card_for_rule(entry.rule, language) if entry.rule is not None else None
