"""One event, and its line in a file."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

VERSION = 1
# What git leaves in a file that it could not merge.
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once. `id` is unique for ever, `time` is in UTC, to the minute.

    `kind` is such as `check.pass`, `what` a lesson, an exercise or a rule, `evidence` facts by which
    it can be checked. A reset begins a new `epoch`; only the highest counts.
    """

    id: str
    time: str
    kind: str
    what: str
    epoch: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    version: int = VERSION


def new_event(kind: str, what: str, epoch: int, evidence: Mapping[str, Any]) -> Event:
    """An event that happens now."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return Event(uuid.uuid4().hex, now, kind, what, epoch, dict(evidence))


def line_of(event: Event) -> str:
    """One line of JSON, with its end."""
    content = {
        "v": event.version,
        "id": event.id,
        "t": event.time,
        "k": event.kind,
        "what": event.what,
        "epoch": event.epoch,
        "ev": dict(event.evidence),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_line(line: str) -> Event | None:
    """The event of a line; None for what is none (a torn end, a marker of git's, something else).

    Versions and kinds that we do not know are read as they are: a newer TorchTutor wrote them.
    """
    if not line.strip() or line.startswith(_MARKERS):
        return None
    try:
        content = json.loads(line)
        return Event(
            str(content["id"]),
            str(content["t"]),
            str(content["k"]),
            str(content["what"]),
            int(content.get("epoch", 0)),
            dict(content.get("ev") or {}),
            int(content["v"]),
        )
    except (ValueError, TypeError, KeyError):
        return None


def is_noise(line: str) -> bool:
    """Whether a line that is not an event may be dropped: empty, or a marker of git's."""
    return not line.strip() or line.startswith(_MARKERS)
