"""Hovers: on a finding why it matters, elsewhere what the torch symbol under the cursor is."""

from __future__ import annotations

import re

from lsprotocol import types
from torchtutor.analyzers.finding import Span
from torchtutor.lessons import Card

from .. import convert
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
        found = on_finding(ls, known, at) or on_symbol(ls, known, at)
        if found is None:
            return None
        span, text = found
        place = convert.range_(known.document, span, session.client.encoding)
        return convert.hover(text, place, session.client)


def on_finding(ls: App, known: Known, at: int) -> tuple[Span, str] | None:
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
    told = _on_error(ls, here)
    if not parts and told is not None:
        return told
    if not parts:
        return None
    card = next((found for entry in here if (found := card_of(ls, entry))), None)
    if wanted(ls, card) and card is not None:
        parts.append(_in_short(card))
    spans = [entry.span for entry in here if entry.rule is not None]
    return min(spans, key=lambda span: span.end - span.start), "\n\n".join(parts)


def _on_error(ls: App, here: list[Shown]) -> tuple[Span, str] | None:
    """The card of the lesson that explains an error which a run or a check met here."""
    if ls.session.settings.lesson_hovers == "off":
        return None
    for entry in here:
        card = None
        if entry.rule is None:
            card = ls.session.lessons().card_for_error(entry.message, ls.session.language)
        if card is not None:
            return entry.span, card.text
    return None


def _in_short(card: Card) -> str:
    """The card's title, its lesson and its code; a finding says the rest already."""
    title, _, rest = card.text.partition("\n\n")
    return "\n\n".join([title, *_CODE.findall(rest)])


def on_symbol(ls: App, known: Known, at: int) -> tuple[Span, str] | None:
    """The lesson card of the torch symbol at an offset."""
    from torchtutor.analyzers import symbol_at

    off = ls.session.settings.lesson_hovers == "off"
    symbol = symbol_at(known.document.text, at) if known.analysis.uses_torch and not off else None
    if symbol is None:
        return None
    dotted, span = symbol
    card = ls.session.lessons().card_for_symbol(dotted, ls.session.language)
    return (span, card.text) if card is not None and wanted(ls, card) else None


def wanted(ls: App, card: Card | None) -> bool:
    """Whether the learner wants to see a card: `learning` is quiet once its lesson is passed."""
    setting = ls.session.settings.lesson_hovers
    if card is None or setting != "learning":
        return card is not None and setting == "always"
    return not ls.session.practice().has_passed(card.lesson_id)


def covers(span: Span, at: int) -> bool:
    """Whether an offset touches a span; a cursor right behind its end does."""
    return span.start <= at <= span.end


def card_of(ls: App, entry: Shown) -> Card | None:
    """The lesson card of a finding's rule."""
    if entry.rule is None:
        return None
    return ls.session.lessons().card_for_rule(entry.rule, ls.session.language)
