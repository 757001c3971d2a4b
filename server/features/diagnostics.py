"""Diagnostics: pushed after each change, or pulled by a client that can; never both."""

from __future__ import annotations

from functools import cache

from lsprotocol import types

from .. import convert
from ..session import App, Known
from ..shown import Shown, shown


def register(server: App) -> None:
    """Nothing to add before the client's abilities are known; see `register_pull`."""


def register_pull(server: App) -> None:
    """Offer pull diagnostics; called while `initialize` is handled, which pygls still counts."""

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, convert.diagnostic_options())
    async def pull(
        ls: App, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        known = await ls.session.known(params.text_document.uri)
        items = _diagnostics(ls, known) if known is not None else []
        return convert.report(items, params.previous_result_id)


@cache
def links() -> dict[str, str]:
    """The page of each rule."""
    from torchtutor.analyzers.registry import RULES

    return {rule.id: rule.link for rule in RULES if rule.link}


@cache
def rule_ids() -> tuple[str, ...]:
    """The names of all rules."""
    from torchtutor.analyzers.registry import RULES

    return tuple(rule.id for rule in RULES)


def entries(ls: App, known: Known) -> list[Shown]:
    """What a document shows now, from rules and runs."""
    session = ls.session
    aged = [session.aged(run, known) for run in session.runs.results_in(known.document.uri)]
    return shown(known, aged, session.settings, session.language, links())


def _diagnostics(ls: App, known: Known) -> list[types.Diagnostic]:
    client = ls.session.client
    return [convert.diagnostic(entry, known.document, client) for entry in entries(ls, known)]


def refresh_later(ls: App, uri: str) -> None:
    """Analyse a changed document when its delay is over, and push where the client does not pull."""

    async def refresh(uri: str) -> None:
        known = await ls.session.known(uri)
        if known is not None and not ls.session.client.pull_diagnostics:
            document = known.document
            items = _diagnostics(ls, known)
            ls.text_document_publish_diagnostics(
                convert.published(document.uri, document.version, items)
            )

    ls.session.scheduler.changed(uri, refresh)


def refresh_all(ls: App) -> None:
    """Show every document's diagnostics anew: a run has ended, or the settings have changed."""
    if not ls.session.client.pull_diagnostics:
        for document in ls.session.documents():
            refresh_later(ls, document.uri)
    elif ls.session.client.diagnostic_refresh:
        ls.workspace_diagnostic_refresh(None)


def clear(ls: App, uri: str) -> None:
    """Take a closed document's diagnostics away."""
    if not ls.session.client.pull_diagnostics:
        ls.text_document_publish_diagnostics(convert.published(uri, None, []))
