"""Our values as lsprotocol types: the only place that builds what a client receives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from lsprotocol import types
from torchtutor.analyzers.finding import Edit, Severity, Span

from .capabilities import Client
from .document import Document
from .positions import Encoding
from .shown import Shown

SOURCE = "torchtutor"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}


def position(document: Document, offset: int, encoding: Encoding) -> types.Position:
    """An offset in the client's units."""
    line, column = document.index.place(offset, encoding)
    return types.Position(line - document.first_line, column)


def range_(document: Document, span: Span, encoding: Encoding) -> types.Range:
    """A span in the client's units."""
    start, end = document.index.places(span.start, span.end, encoding)
    first = document.first_line
    return types.Range(
        types.Position(start.line - first, start.column),
        types.Position(end.line - first, end.column),
    )


def offset(document: Document, place: types.Position, encoding: Encoding) -> int:
    """A client's position as an offset."""
    line = place.line + document.first_line
    return min(document.index.offset(line, place.character, encoding), document.last)


def span(document: Document, place: types.Range, encoding: Encoding) -> Span:
    """A client's range as a span."""
    start = offset(document, place.start, encoding)
    return Span(start, max(start, offset(document, place.end, encoding)))


# Diagnostics


def diagnostic(entry: Shown, document: Document, client: Client) -> types.Diagnostic:
    """One diagnostic, with only what the client can show."""
    related = None
    if client.related_information and entry.related:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(cell.uri, range_(cell, place, client.encoding)), message
            )
            for place, message in entry.related
            for cell in [document.at(place.start)]
        ]
    href = entry.link if client.code_description else None
    return types.Diagnostic(
        range=range_(document, entry.span, client.encoding),
        message=entry.message,
        severity=_SEVERITIES[entry.severity],
        code=entry.code,
        code_description=types.CodeDescription(href) if href else None,
        source=SOURCE,
        related_information=related,
    )


def published(
    uri: str, version: int | None, items: Sequence[types.Diagnostic]
) -> types.PublishDiagnosticsParams:
    """Diagnostics that the server pushes."""
    return types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=items)


def report(
    items: Sequence[types.Diagnostic], previous: str | None
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    """Diagnostics that the client pulled; unchanged when their hash is that of `previous`."""
    digest = hashlib.sha1(repr(list(items)).encode(), usedforsecurity=False).hexdigest()
    if digest == previous:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=digest)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=digest)


def diagnostic_options() -> types.DiagnosticOptions:
    """What pull diagnostics we offer."""
    return types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier=SOURCE
    )


# Notebooks


def notebook_options() -> types.NotebookDocumentSyncOptions:
    """Which notebooks we want to hear of: the Python cells of Jupyter's."""
    cells = [types.NotebookCellLanguage("python")]
    selector = types.NotebookDocumentFilterWithNotebook("jupyter-notebook", cells)
    return types.NotebookDocumentSyncOptions([selector])


# Code actions


def action_options() -> types.CodeActionOptions:
    """What code actions we offer; pygls does not fill in the resolve provider."""
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL, REWRITE]
    return types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)


FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
QUICK_FIX = types.CodeActionKind.QuickFix.value
REWRITE = types.CodeActionKind.RefactorRewrite.value
PLAIN = types.CodeActionKind.Empty.value  # offered beside fixes, asked for by no kind
RUN = f"{types.CodeActionKind.Source.value}.{SOURCE}.run"


def workspace_edit(
    document: Document, edits: Iterable[Edit], client: Client
) -> types.WorkspaceEdit:
    """Edits of a document's text, tied to its version where the client can check it."""
    changes: dict[str, list[types.TextEdit]] = {}
    changed: dict[str, Document] = {}
    for edit in edits:
        cell = document.at(edit.span.start)
        changed[cell.uri] = cell
        place = range_(cell, edit.span, client.encoding)
        changes.setdefault(cell.uri, []).append(types.TextEdit(place, edit.new_text))
    if not client.document_changes:
        return types.WorkspaceEdit(changes=changes)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, changed[uri].version), edits_of
            )
            for uri, edits_of in changes.items()
        ]
    )


def action(
    title: str,
    kind: str,
    client: Client,
    *,
    diagnostics: Sequence[types.Diagnostic] = (),
    edit: types.WorkspaceEdit | None = None,
    command: types.Command | None = None,
    preferred: bool = False,
    data: Any = None,
) -> types.CodeAction:
    """A code action."""
    return types.CodeAction(
        title=title,
        kind=kind,
        diagnostics=list(diagnostics) or None,
        edit=edit,
        command=command,
        is_preferred=True if preferred and client.action_preferred else None,
        data=data,
    )


# Lenses, hints, hovers


def command(title: str, name: str, argument: dict[str, Any]) -> types.Command:
    """A command with the one object that ours take."""
    return types.Command(title=title, command=name, arguments=[argument])


def lens(place: types.Range, does: types.Command) -> types.CodeLens:
    """A lens above the line of a place."""
    return types.CodeLens(range=place, command=does)


def markup(text: str, markdown: bool) -> types.MarkupContent:
    """A text as Markdown or, stripped, as plain text."""
    from .plain import plain_text

    if markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.MarkupContent(types.MarkupKind.PlainText, plain_text(text))


def hover(text: str, place: types.Range, client: Client) -> types.Hover:
    """A hover in the format the client shows."""
    return types.Hover(contents=markup(text, client.hover_markdown), range=place)


def hint(place: types.Position, label: str, tooltip: str) -> types.InlayHint:
    """A hint after a line."""
    return types.InlayHint(position=place, label=label, tooltip=tooltip, padding_left=True)


# Messages


def message(text: str, warning: bool = False) -> types.ShowMessageParams:
    """A message for the user."""
    kind = types.MessageType.Warning if warning else types.MessageType.Info
    return types.ShowMessageParams(type=kind, message=text)


def log_message(kind: int, text: str) -> types.LogMessageParams:
    """A line for the client's log."""
    return types.LogMessageParams(type=types.MessageType(kind), message=text)


def question(text: str, answers: Iterable[str]) -> types.ShowMessageRequestParams:
    """A question whose answers are buttons."""
    actions = [types.MessageActionItem(title=answer) for answer in answers]
    return types.ShowMessageRequestParams(
        type=types.MessageType.Info, message=text, actions=actions
    )


def show_document(uri: str, line: int) -> types.ShowDocumentParams:
    """Ask the client to open a file at a line from 0."""
    start = types.Position(line, 0)
    return types.ShowDocumentParams(uri=uri, take_focus=True, selection=types.Range(start, start))


def show_page(uri: str) -> types.ShowDocumentParams:
    """Ask the client to open a file outside of the editor, in a browser."""
    return types.ShowDocumentParams(uri=uri, external=True, take_focus=True)


def progress_begin(title: str, text: str) -> types.WorkDoneProgressBegin:
    """A progress bar with a cancel button."""
    return types.WorkDoneProgressBegin(title=title, cancellable=True, message=text or None)


def progress_report(text: str) -> types.WorkDoneProgressReport:
    """What is going on."""
    return types.WorkDoneProgressReport(message=text, cancellable=True)


def progress_end(text: str) -> types.WorkDoneProgressEnd:
    """How it ended."""
    return types.WorkDoneProgressEnd(message=text)


# Settings


def configuration_request() -> types.ConfigurationParams:
    """Ask for our section of the client's settings."""
    return types.ConfigurationParams(items=[types.ConfigurationItem(section=SOURCE)])


# settings, and what open documents may import
WATCHED = ("pyproject.toml", "*.py")


def registrations(configuration: bool, watchers: bool) -> types.RegistrationParams:
    """What we want to hear of, where it can only be registered later."""
    wanted = []
    if configuration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section=SOURCE)
        wanted.append(types.Registration("torchtutor-settings", method, options))
    if watchers:
        watched = [types.FileSystemWatcher(glob_pattern=f"**/{name}") for name in WATCHED]
        files = types.DidChangeWatchedFilesRegistrationOptions(watchers=watched)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        wanted.append(types.Registration("torchtutor-files", method, files))
    return types.RegistrationParams(registrations=wanted)
