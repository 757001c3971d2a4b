"""What the client can do, asked once; nothing else reads `ClientCapabilities`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from .positions import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """A client's abilities as plain facts; the defaults are those of a client that declares none."""

    encoding: Encoding = Encoding.UTF16
    hover_markdown: bool = False
    shows_diagnostics: bool = False
    pull_diagnostics: bool = False
    diagnostic_refresh: bool = False
    code_description: bool = False
    related_information: bool = False
    action_literals: bool = False
    action_resolve_edit: bool = False
    action_preferred: bool = False
    document_changes: bool = False
    lens: bool = False
    lens_refresh: bool = False
    inlay_refresh: bool = False
    progress: bool = False
    show_document: bool = False
    configuration: bool = False
    register_configuration: bool = False
    register_watchers: bool = False


def _get(root: Any, path: str) -> Any:
    for name in path.split("."):
        root = getattr(root, name, None)
        if root is None:
            return None
    return root


def _encoding(capabilities: types.ClientCapabilities) -> Encoding:
    """The first offered encoding that we speak, which is also pygls' choice."""
    known = {encoding.value: encoding for encoding in Encoding}
    for offered in _get(capabilities, "general.position_encodings") or ():
        if encoding := known.get(getattr(offered, "value", offered)):
            return encoding
    return Encoding.UTF16


def read(capabilities: types.ClientCapabilities) -> Client:
    """The facts in the capabilities that a client sent with `initialize`."""

    def has(path: str) -> bool:
        return bool(_get(capabilities, path))

    formats = _get(capabilities, "text_document.hover.content_format") or ()
    refresh = has("workspace.diagnostics.refresh_support")
    # A client that pulls but cannot be told to pull again would miss what a run finds
    # (Helix 25, Neovim 0.11); it gets pushed diagnostics, which every client takes.
    pull = has("text_document.diagnostic") and refresh
    about = "text_document.diagnostic" if pull else "text_document.publish_diagnostics"
    resolvable = _get(capabilities, "text_document.code_action.resolve_support.properties") or ()
    return Client(
        encoding=_encoding(capabilities),
        hover_markdown=types.MarkupKind.Markdown in formats,
        shows_diagnostics=pull or has("text_document.publish_diagnostics"),
        pull_diagnostics=pull,
        diagnostic_refresh=refresh,
        code_description=has(f"{about}.code_description_support"),
        related_information=has(f"{about}.related_information"),
        action_literals=_get(capabilities, "text_document.code_action.code_action_literal_support")
        is not None,
        action_resolve_edit="edit" in resolvable and has("text_document.code_action.data_support"),
        action_preferred=has("text_document.code_action.is_preferred_support"),
        document_changes=has("workspace.workspace_edit.document_changes"),
        lens=_get(capabilities, "text_document.code_lens") is not None,
        lens_refresh=has("workspace.code_lens.refresh_support"),
        inlay_refresh=has("workspace.inlay_hint.refresh_support"),
        progress=has("window.work_done_progress"),
        show_document=has("window.show_document.support"),
        configuration=has("workspace.configuration"),
        register_configuration=has("workspace.did_change_configuration.dynamic_registration"),
        register_watchers=has("workspace.did_change_watched_files.dynamic_registration"),
    )
