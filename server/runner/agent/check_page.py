"""The task `page`: run the code blocks of a lesson's page as one session, and see what they print."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import warnings
from typing import Any

from . import environment
from .errors import Stopped
from .protocol import Channel


def run_page(job: dict[str, Any], channel: Channel) -> None:
    """Send `done` with `printed`, a text for each of `blocks` up to the one that raised (`raised`:
    its words), and `missing`: those of `symbols` that torch lacks."""
    result: dict[str, Any] = {"error": None, "printed": [], "raised": None, "missing": []}
    channel.send("stage", stage="import")
    try:
        environment.import_torch()
        environment.limit_memory(job["memory_mb"])
        environment.limit_time(job["timeout_s"])
        os.chdir(job["folder"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _session(job["blocks"], result)
            result["missing"] = [name for name in job["symbols"] if not _exists(name)]
    except Stopped as stopped:
        result["error"] = stopped.error
    channel.send("done", result=result)


def _session(blocks: list[str], result: dict[str, Any]) -> None:
    namespace: dict[str, Any] = {}
    for code in blocks:
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                exec(compile(code, "<lesson>", "exec", dont_inherit=True), namespace)  # noqa: S102
        except (Exception, SystemExit) as error:  # noqa: BLE001 (a page may raise anything)
            result["raised"] = f"{type(error).__name__}: {error}"
            return
        result["printed"].append(out.getvalue())


def _exists(dotted: str) -> bool:
    head, *parts = dotted.split(".")
    value: Any = None
    with contextlib.suppress(ImportError, AttributeError, ValueError):
        value = importlib.import_module(head)
        for part in parts:
            if not hasattr(value, part):  # torch.utils.benchmark has to be imported
                importlib.import_module(f"{value.__name__}.{part}")
            value = getattr(value, part)
        return True
    return False
