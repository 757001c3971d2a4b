"""When to have a process ready for the next run: while a file with a Module class is open."""

from __future__ import annotations

import asyncio
import os

from .runner import interpreter
from .runner.target import Target, as_target, named_targets, split_device
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
    name, _ = split_device(session.device)
    if name is not None:
        return named_targets(session.settings.targets).get(name)
    try:
        found = interpreter.find(session.settings.interpreter, session.folder, os.environ)
    except interpreter.NoInterpreter:  # a click tells the user
        return None
    return as_target(found.path)
