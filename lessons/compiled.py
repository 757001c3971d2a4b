"""The tables of lesson.toml files as JSON, kept between starts: parsing TOML takes most of the time.

A table is found by the hash of its file, so an edited file is read anew. What is kept was read
without an error, so its files and expressions are not looked at again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

VERSION = 1  # of how tables are written
_DATE = "$date"


class Tables:
    """The tables in a file of the user's cache."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, TypeError):
            content = json.loads(path.read_text(encoding="utf-8"), object_hook=_with_date)
            if content["version"] == VERSION:
                self._kept = dict(content["tables"])

    def find(self, text: bytes) -> dict[str, Any] | None:
        """The table of a file with this content, if it is kept."""
        key = hashlib.sha256(text).hexdigest()
        found: dict[str, Any] | None = self._kept.get(key)
        if found is not None:
            self._used[key] = found
        return found

    def add(self, text: bytes, table: dict[str, Any]) -> None:
        """Keep the table of a file that was read without an error."""
        self._used[hashlib.sha256(text).hexdigest()] = table

    def save(self) -> None:
        """Write what was used, if it is not what is there; a folder without space loses nothing."""
        if self._used == self._kept:
            return
        content = {"version": VERSION, "tables": self._used}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, suffix=".json")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content, file, default=_from_date)
            Path(name).replace(self._path)


def _from_date(value: object) -> dict[str, str]:
    assert isinstance(value, date)
    return {_DATE: value.isoformat()}


def _with_date(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table[_DATE]) if _DATE in table else table
