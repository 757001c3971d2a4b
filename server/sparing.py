"""When to have a process ready for the next run: while a file with a Module class is open."""

from __future__ import annotations

import asyncio

from .runner.interpreter import NoInterpreter
from .runner.places import place
from .runner.target import Target, split_device
from .session import App

_CALM_S = 2.0  # an editor that has just opened a file has other things to do


def expect_a_run(ls: App) -> None:
    """A Module class is on the screen: soon have a spare, if code of this folder may be run."""
    session = ls.session
    target = current_target(ls) if session.settings.warm and session.trusted else None
    session.spares.keep_only(set() if target is None else {target})
    if target is None:
        return
    if session.spares.holds(target):
        session.spares.want(target)
    else:
        asyncio.get_running_loop().call_later(_CALM_S, _want, ls, target)


def _want(ls: App, target: Target) -> None:
    # Settings may have changed, and a run may have begun: what it measures is not to be disturbed.
    session = ls.session
    busy = bool(session.runs.active())
    if ls.serving and not busy and session.settings.warm and current_target(ls) == target:
        session.spares.want(target)


def current_target(ls: App) -> Target | None:
    """Where a run would happen now; None when there is no such interpreter or target."""
    session = ls.session
    try:
        return place(session.settings, split_device(session.device)[0], session.folder)
    except NoInterpreter:  # a click tells the user
        return None
