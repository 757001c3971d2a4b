"""What one document says may change what is found in those that import it."""

from __future__ import annotations

import asyncio

from ..session import App
from . import diagnostics

# Longer than between two keys: other documents wait for a pause in this one.
PAUSE_S = 0.3


def edited(ls: App, uri: str) -> None:
    """Look again at the documents that import this one, once nothing more is typed into it."""
    session = ls.session
    if session.waiting is None and not session.imports.reads(uri):
        return
    if session.waiting is not None:
        session.waiting.cancel()

    def others() -> None:
        session.waiting = None
        look_again(ls)

    session.waiting = asyncio.get_running_loop().call_later(PAUSE_S, others)


def look_again(ls: App) -> None:
    """Show every document anew if what one of them imports has changed, or has come or gone."""
    if ls.session.imports.changed():
        ls.session.scheduler.outdated()
        diagnostics.refresh_all(ls)
