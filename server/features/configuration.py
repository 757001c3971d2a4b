"""Settings: read at the start and whenever the client or pyproject.toml says that they changed."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .. import convert
from ..session import App
from . import diagnostics, importing

log = logging.getLogger(__name__)


def register(server: App) -> None:
    """Add the handlers."""

    @server.feature(types.INITIALIZED)
    async def initialized(ls: App, params: types.InitializedParams) -> None:
        await asyncio.gather(_register(ls), reload(ls, None))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def changed(ls: App, params: types.DidChangeConfigurationParams) -> None:
        pushed: Any = params.settings
        section = pushed.get(convert.SOURCE) if isinstance(pushed, dict) else None
        await reload(ls, section)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(ls: App, params: types.DidChangeWatchedFilesParams) -> None:
        names = [change.uri.rpartition("/")[2] for change in params.changes]
        if any(name.endswith(".py") for name in names):
            importing.look_again(ls)
        if "pyproject.toml" in names:
            await reload(ls, None, files_too=True)


async def _register(ls: App) -> None:
    client = ls.session.client
    if client.register_configuration or client.register_watchers:
        wanted = convert.registrations(client.register_configuration, client.register_watchers)
        try:
            await ls.client_register_capability_async(wanted)
        except JsonRpcException as error:
            log.warning("event=registration-refused error=%r", error.message)


async def reload(ls: App, pushed: Any, *, files_too: bool = False) -> None:
    """Resolve the settings anew and show everything by them; with `files_too` also where only those
    of a folder may have changed.

    A client that answers workspace/configuration is asked; from others `pushed` is all there is.
    """
    section = pushed
    if ls.session.client.configuration:
        try:
            answers = await ls.workspace_configuration_async(convert.configuration_request())
            section = (answers[0] if answers else None) or {}
        except JsonRpcException as error:
            log.warning("event=configuration-refused error=%r", error.message)
    before = ls.session.settings, ls.session.language
    ls.session.configure(section)
    _tell_problems(ls)
    if files_too or before != (ls.session.settings, ls.session.language):
        refresh(ls)


def _tell_problems(ls: App) -> None:
    for problem in ls.session.new_problems(diagnostics.rule_ids()):
        text = problem.render(ls.session.language)
        ls.window_show_message(convert.message(text, warning=True))


def refresh(ls: App) -> None:
    """Show diagnostics, lenses and hints anew, as far as the client can be asked to."""
    diagnostics.refresh_all(ls)
    diagnostics.show_results_anew(ls)
