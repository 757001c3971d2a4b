"""The last result of each class on disk, so that a file that is opened again shows it.

Kept are the text that ran and its result: whether it still holds is asked as within a session, from
the text of the class and of those it uses. In doubt (another device, interpreter or torch) it is
not shown. A cache: what cannot be written or read is left out.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .document import Document
from .runner.target import Target
from .runs import Run

log = logging.getLogger(__name__)

VERSION = 1  # of what is written; another one is not read
MOST_FILES = 200
MOST_TEXT = 1 << 20  # characters of a source file
_WORTH = (None, "learner")  # kinds of errors: others say nothing about the class


class Kept:
    """A folder with a file for each class of each source file, the newest `most` of them."""

    def __init__(self, folder: Path, most: int = MOST_FILES) -> None:
        self._folder = folder
        self._most = most

    def save(self, run: Run) -> None:
        """Keep a finished run of a file that has a path."""
        document, result = run.document, run.result
        if document.path is None or document.book is not None or result is None:
            return
        if run.target.kernel is not None:  # who knows what the next kernel will be like
            return
        kind = (result.get("error") or {}).get("kind")
        if kind not in _WORTH or len(document.text) > MOST_TEXT:
            return
        content = {
            "version": VERSION,
            "class": run.class_name,
            "device": run.device,
            "command": run.target.command,
            "text": document.text,
            "whole_file": run.whole_file,
            "seconds": run.seconds,
            "result": result,
        }
        name = f"{_digest(document.path)}-{_digest(run.class_name)}.json"
        fresh = self._folder / f"{name}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(content), encoding="utf-8")
            fresh.replace(self._folder / name)
            self._tidy()
        except OSError as error:  # a full disk, a folder that may not be written to
            log.info("event=result-not-kept error=%s", error)
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)

    def _tidy(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in files[: -self._most]:
            file.unlink(missing_ok=True)

    def of(self, document: Document, device: str, target: Target) -> Iterator[Run]:
        """The kept runs of a document's file on this device with this interpreter."""
        if document.path is None or document.book is not None:
            return
        for file in sorted(self._folder.glob(f"{_digest(document.path)}-*.json")):
            try:
                content = json.loads(file.read_text(encoding="utf-8"))
                if content["version"] == VERSION and _holds(content, device, target):
                    yield _run(content, document.uri, target)
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.info("event=result-not-read error=%r", error)
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:20]


def _holds(content: dict[str, Any], device: str, target: Target) -> bool:
    if content["device"] != device or tuple(content["command"]) != target.command:
        return False
    ran = (content["result"]["environment"] or {}).get("torch")
    installed = _installed_torch(target)
    return installed is None or ran == installed


def _installed_torch(target: Target) -> str | None:
    """The version that the interpreter's own packages have; None where that is not so simple."""
    if target.name is not None:
        return None
    prefix = Path(target.command[0]).parent.parent
    found = list(prefix.glob("lib/python3*/site-packages/torch-*.dist-info"))
    return found[0].name.removeprefix("torch-").removesuffix(".dist-info") if found else None


def _run(content: dict[str, Any], uri: str, target: Target) -> Run:
    from torchtutor.analyzers import analyze  # libcst, not while the server starts

    document = Document.of(uri, None, content["text"])
    run = Run(
        document, analyze(document.text).runnables, content["class"], content["device"], target
    )
    run.state, run.result, run.earlier = "finished", content["result"], True
    run.seconds, run.whole_file = float(content["seconds"]), bool(content["whole_file"])
    return run
