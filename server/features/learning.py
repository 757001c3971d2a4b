"""What the learner does in the editor, as events: mistakes mended, runs that tell something.

Nothing is noted while progress is switched off, and nothing that says anything about the code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ..document import uri_key
from ..exercises import exercise_of
from ..learning.fixes import Open, fixed, open_findings
from ..session import App


def saved_later(ls: App, uri: str) -> None:
    """Look at what was mended, after the analysis that is under way."""
    task = asyncio.ensure_future(_saved(ls, uri))
    ls.session.learning.add(task)  # asyncio itself holds tasks weakly
    task.add_done_callback(ls.session.learning.discard)


async def settled(ls: App) -> None:
    """Wait until all that was saved has been looked at."""
    await asyncio.gather(*ls.session.learning)


async def _saved(ls: App, uri: str) -> None:
    """Compare an opened or saved file with its last saved version."""
    session = ls.session
    known = await session.known(uri)
    if known is None or known.document.book is not None or not session.settings.progress:
        return
    if known.analysis.syntax_problems:
        return  # half a file: wait for the next version
    text, key = known.document.text, uri_key(uri)
    now = open_findings(key, text, known.analysis.findings)
    before: Open = session.saved_findings.get(key, {})
    session.saved_findings[key] = now
    # the lessons are loaded only for somebody who mended something
    if mended := fixed(before, now, text):
        practice = session.practice()
        outside = exercise_of(text, practice.lessons) is None
        for event in mended:
            practice.mended(event, outside=outside)


def ran(ls: App, result: Mapping[str, Any] | None) -> None:
    """A run has ended."""
    if result is None or result.get("error") is not None or not ls.session.settings.progress:
        return
    timing = result.get("timing") or {}
    environment = result.get("environment") or {}
    ls.session.practice().ran(
        {
            "torch": environment.get("torch"),
            "parameters": (result.get("parameters") or {}).get("tensors"),
            "hidden": len(result.get("unregistered") or ()),
            "verdict": timing.get("verdict"),
            "interval": timing.get("interval"),
            "max_difference": timing.get("max_difference"),
        }
    )
