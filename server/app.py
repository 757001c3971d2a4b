"""The server put together: the one list of features, its start and its end."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from . import capabilities, convert, log
from .features import (
    code_action,
    code_lens,
    configuration,
    devices,
    diagnostics,
    hover,
    inlay_hints,
    lessons,
    pages,
    running,
    sync,
)
from .session import App

FEATURES = (
    sync,
    diagnostics,
    hover,
    code_lens,
    code_action,
    inlay_hints,
    running,
    devices,
    pages,
    lessons,
    configuration,
)


def create_server() -> App:
    """A server with every feature, not yet connected to a client."""
    server = App(convert.notebook_options())
    for feature in FEATURES:
        feature.register(server)

    @server.feature(types.INITIALIZE)
    def initialize(ls: App, params: types.InitializeParams) -> None:
        ls.use_document_store()
        client = capabilities.read(params.capabilities)
        folders = params.workspace_folders or ()
        folder = folders[0].uri if folders else params.root_uri
        ls.session.start(client, params.locale, folder, params.initialization_options)
        if client.pull_diagnostics:
            diagnostics.register_pull(ls)

    stop_forwarding = log.forward(
        lambda kind, text: server.on_loop(
            lambda: server.window_log_message(convert.log_message(kind, text))
        )
    )

    async def end() -> None:
        stop_forwarding()
        # Both at once: a run that ends would want a new spare.
        session = server.session
        await asyncio.gather(
            session.spares.close(), session.runs.close(), session.practising.close()
        )
        await session.scheduler.close()

    server.at_end = end
    return server
