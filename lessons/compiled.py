"""The tables of lesson.toml files as JSON: parsing TOML takes most of the time of a start.

Those of our lessons are shipped (`tables.json`, written by tests/generate/lesson_tables.py), those of
packs are kept between starts. A table is found by the hash of its file, so an edited file is read
anew. What is there was read without an error: its files and expressions are not looked at again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

VERSION = 1  # of how tables are written
_DATE = "$date"


class Tables:
    """The tables that are shipped, and those in a file of the user's cache (`path`)."""

    def __init__(self, path: Path | None, shipped: Traversable | None = None) -> None:
        self._path = path
        self._shipped = _read(shipped)
        self._kept = _read(path)
        self._used: dict[str, Any] = {}

    def find(self, text: bytes) -> dict[str, Any] | None:
        """The table of a file with this content, if it is kept."""
        key = digest(text)
        if key in self._shipped:
            return dict(self._shipped[key])
        found: dict[str, Any] | None = self._kept.get(key)
        if found is not None:
            self._used[key] = found
        return found

    def add(self, text: bytes, table: dict[str, Any]) -> None:
        """Keep the table of a file that was read without an error."""
        self._used[digest(text)] = table

    def save(self) -> None:
        """Write what was used, if it is not what is there; a folder without space loses nothing."""
        if self._path is None or self._used == self._kept:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, suffix=".json")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(written(self._used))
            Path(name).replace(self._path)


def digest(text: bytes) -> str:
    """By what a table is found."""
    return hashlib.sha256(text).hexdigest()


def written(tables: Mapping[str, Any]) -> str:
    """Tables by the digests of their files as JSON, a line for each."""
    lines = (
        f"{json.dumps(key)}: {json.dumps(table, default=_from_date, ensure_ascii=False)}"
        for key, table in tables.items()
    )
    return f'{{"version": {VERSION}, "tables": {{\n' + ",\n".join(lines) + "\n}}\n"


def _read(source: Traversable | None) -> dict[str, Any]:
    """What is in a file; nothing when it is not there, broken, or of another version."""
    if source is None:
        return {}
    try:
        content = json.loads(source.read_text(encoding="utf-8"), object_hook=_with_date)
        return dict(content["tables"]) if content["version"] == VERSION else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _from_date(value: object) -> dict[str, str]:
    assert isinstance(value, date)
    return {_DATE: value.isoformat()}


def _with_date(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table[_DATE]) if _DATE in table else table
