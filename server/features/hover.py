"""Hovers: on a finding why it matters, elsewhere what the torch symbol under the cursor is."""

from __future__ import annotations

from lsprotocol import types
from torchtutor.analyzers.finding import Span
from torchtutor.lessons import Card, load

from .. import convert
from ..language import Language
from ..session import App, Known
from ..shown import Shown
from . import diagnostics


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
    """The findings at an offset, each with its reason, and the first lesson card of them."""
    here = [entry for entry in diagnostics.entries(ls, known) if covers(entry.span, at)]
    if not here:
        return None
    parts = [_about(entry, ls.session.language) for entry in here]
    card = next((found for entry in here if (found := card_of(entry, ls.session.language))), None)
    if cards and card is not None:
        parts.append(card.text)
    return min((entry.span for entry in here), key=lambda s: s.end - s.start), "\n\n---\n\n".join(
        parts
    )


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


def _about(entry: Shown, language: Language) -> str:
    from torchtutor.analyzers.registry import rule_by_id

    rule = rule_by_id(entry.rule) if entry.rule is not None else None
    return entry.message if rule is None else f"**{entry.message}**\n\n{rule.why[language]}"
