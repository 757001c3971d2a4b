"""Diagnostics: pushed after each change, or pulled by a client that can; never both."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from lsprotocol import types
from torchtutor.analyzers.finding import Severity, Span

from .. import convert
from ..document import Document
from ..exercises.wording import sentence
from ..session import App, Known, Session
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
        items = diagnostics(ls, known) if known is not None else []
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
    """What a document shows now, from rules and runs; of a notebook what lies in the cell."""
    session, document = ls.session, known.document
    found = []
    settings = session.settings_of(document)
    for entry in shown(known, session.results(known), settings, session.language, links()):
        if document.book is not None:
            if entry.fix and not all(document.can_edit(edit.span) for edit in entry.fix.edits):
                entry = replace(entry, fix=None)
            if not document.shows(entry.span.start):
                continue
        found.append(entry)
    return found + _from_exercise(session, document)


def _from_exercise(session: Session, document: Document) -> list[Shown]:
    """What the last check of an exercise said about lines of this very text."""
    checked = session.practising.latest(document.uri, document.text)
    if checked is None:
        return []
    found = []
    for outcome in checked.report.outcomes:
        # What a rule found is shown by the rule.
        if outcome.kind not in ("fail", "error") or not outcome.line or outcome.key == "finding":
            continue
        start, end = document.index.line_span(outcome.line - 1)
        words = sentence(outcome, session.language)
        code = f"exercise/{outcome.check}"
        found.append(Shown(Span(start, end), Severity.INFORMATION, code, words))
    return found


def diagnostics(ls: App, known: Known) -> list[types.Diagnostic]:
    """The same as the client gets it."""
    client = ls.session.client
    return [convert.diagnostic(entry, known.document, client) for entry in entries(ls, known)]


def refresh_later(ls: App, uri: str) -> None:
    """Analyse a changed document when its delay is over, and push where the client does not pull.

    Of a notebook every cell: what is found in one depends on the others. A client that pulls
    asks only for the cell that was edited, so it is told to ask for all. Lenses and hints of the other
    cells show results of runs that the edit may have made old.
    """

    async def refresh(uri: str) -> None:
        session = ls.session
        cells = session.cells(uri)
        for cell_uri in [cell.uri for cell in cells] or [uri]:
            known = await session.known(cell_uri)
            if known is not None and not session.client.pull_diagnostics:
                document = known.document
                items = diagnostics(ls, known)
                ls.text_document_publish_diagnostics(
                    convert.published(document.uri, document.version, items)
                )
            if known is not None:  # the editor asks for its lenses next; it has its findings by now
                _ = known.runnables
        if cells and session.client.pull_diagnostics:
            ls.workspace_diagnostic_refresh(None)
        if any(session.runs.results_in(cell.uri) for cell in cells):
            show_results_anew(ls)

    async def refresh_again(uri: str) -> None:
        if ls.session.client.pull_diagnostics:
            ls.workspace_diagnostic_refresh(None)
        else:
            await refresh(uri)

    ls.session.scheduler.changed(uri, refresh, refresh_again)


def refresh_all(ls: App) -> None:
    """Show every document's diagnostics anew: a run has ended, or the settings have changed."""
    if not ls.session.client.pull_diagnostics:
        for uri in {d.book.uri if d.book else d.uri: None for d in ls.session.documents()}:
            refresh_later(ls, uri)
    elif ls.session.client.diagnostic_refresh:
        ls.workspace_diagnostic_refresh(None)


def show_results_anew(ls: App) -> None:
    """Let the client ask for lenses and hints again, where it can be told to."""
    if ls.session.client.lens_refresh:
        ls.workspace_code_lens_refresh(None)
    if ls.session.client.inlay_refresh:
        ls.workspace_inlay_hint_refresh(None)


def clear(ls: App, uri: str) -> None:
    """Take a closed document's diagnostics away."""
    if not ls.session.client.pull_diagnostics:
        ls.text_document_publish_diagnostics(convert.published(uri, None, []))
