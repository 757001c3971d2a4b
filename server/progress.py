"""A progress bar in the client, made by the server, with a cancel button."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable

from pygls.exceptions import JsonRpcException

from . import convert
from .pygls_server import TutorServer

log = logging.getLogger(__name__)


class ProgressBar:
    """Shown from its creation to `end`; only for a client that declares work-done progress.

    The client is asked for a token in the background, so that a slow client delays nothing. A
    token is used once and dropped: pygls keeps every token, and a second use of one raises.
    """

    def __init__(self, server: TutorServer, title: str, cancel: Callable[[], None]) -> None:
        self._server = server
        self._token = str(uuid.uuid4())
        self._title = title
        self._cancel = cancel
        self._message = ""
        self._shown = False
        self._opening = asyncio.ensure_future(self._open())

    async def _open(self) -> None:
        progress = self._server.work_done_progress
        try:
            await progress.create_async(self._token)
        except JsonRpcException as error:
            log.warning("event=progress-refused error=%r", error.message)
            return
        progress.begin(self._token, convert.progress_begin(self._title, self._message))
        self._shown = True
        progress.tokens[self._token].add_done_callback(
            lambda future: self._cancel() if future.cancelled() else None
        )

    def report(self, message: str) -> None:
        """Say what is going on, unless that is what was said last."""
        news = message != self._message
        self._message = message
        if self._shown and news:
            self._server.work_done_progress.report(self._token, convert.progress_report(message))

    def end(self, message: str) -> None:
        """Take the bar away."""
        self._opening.cancel()
        if self._shown:
            self._shown = False
            self._server.work_done_progress.end(self._token, convert.progress_end(message))
        self._server.work_done_progress.tokens.pop(self._token, None)
