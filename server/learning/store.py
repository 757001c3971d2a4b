"""Events on the disk: one append-only file per device, read as a union.

A file has one line an event, written at once and never changed, so two processes may append to it
and a process may be killed at any time. An event that cannot be written (a full disk, a folder that
is read-only) counts all the same and is written with the next one. What a synchronisation leaves beside it (conflict copies,
merged files) is read, too. A line that cannot be read is passed over and stays where it is.
"""

from __future__ import annotations

import contextlib
import os
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .events import Event, is_noise, line_of, new_event, read_line

_FOLDER = "events"
_DEVICE = "device"


def merge(streams: Iterable[Iterable[Event]]) -> tuple[Event, ...]:
    """The union by id, in the order of time. Any order and any repetition give the same."""
    union: dict[str, Event] = {}
    for stream in streams:
        for event in stream:
            kept = union.get(event.id)
            # An id stands for one content; should a file have been edited, all devices agree on one.
            if kept is None or line_of(event) < line_of(kept):
                union[event.id] = event
    return tuple(sorted(union.values(), key=lambda event: (event.time, event.id)))


class Store:
    """The events in a folder, which may be one that the learner synchronises.

    `local` is a folder that is not: this device's name is kept there, so that no other writes to
    the same file.
    """

    def __init__(self, folder: Path, local: Path | None = None) -> None:
        self.folder = folder
        self._local = local or folder
        self._cache: tuple[object, tuple[Event, ...]] | None = None
        self._unwritten: list[Event] = []

    def add(
        self,
        kind: str,
        what: str,
        evidence: Mapping[str, Any] | None = None,
        *,
        reset: bool = False,
    ) -> Event:
        """Append an event of this device.

        Raises OSError when it cannot be written; this object then keeps it and tries again with
        the next one.
        """
        epoch = max((event.epoch for event in self.events()), default=0)
        event = new_event(kind, what, epoch + reset, evidence or {})
        self._unwritten.append(event)
        self._append("".join(map(line_of, self._unwritten)))
        self._unwritten.clear()
        return event

    def reset(self) -> None:
        """Begin anew; what happened before stays in the files and no longer counts."""
        self.add("reset", "", reset=True)

    def _append(self, lines: str) -> None:
        self._private(self.folder / _FOLDER)
        path = self.folder / _FOLDER / f"{self._device()}.jsonl"
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o600)
        try:
            with _locked(descriptor):
                end = os.lseek(descriptor, 0, os.SEEK_END)
                torn = end > 0 and _last_byte(descriptor, end) != b"\n"
                _write_whole(descriptor, (("\n" if torn else "") + lines).encode("utf-8"), end)
        finally:
            os.close(descriptor)

    @staticmethod
    def _private(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _device(self) -> str:
        """A random name for this device."""
        self._private(self._local)
        path = self._local / _DEVICE
        with contextlib.suppress(OSError, ValueError):
            return uuid.UUID(path.read_text(encoding="ascii").strip()).hex
        name = uuid.uuid4().hex
        # Whole or not at all. Should two processes do it at once, both names have files that count.
        part = path.with_name(f"{_DEVICE}.{name}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(name)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        return name

    def files(self) -> list[Path]:
        """All files with events: ours, those of other devices, and conflict copies of both."""
        folder = self.folder / _FOLDER
        if not folder.is_dir():
            return []
        return sorted(
            path
            for path in folder.iterdir()
            if path.is_file() and (".jsonl" in path.name or "conflict" in path.name.lower())
        )

    def events(self) -> tuple[Event, ...]:
        """All events, each once. Read again only when a file has changed."""
        files = self.files()
        stamp = tuple((p.name, s.st_mtime_ns, s.st_size) for p in files for s in [_stat(p)] if s)
        if self._cache is None or self._cache[0] != stamp:
            self._cache = (stamp, merge(_read(path) for path in files))
        return merge([self._cache[1], self._unwritten]) if self._unwritten else self._cache[1]

    def unreadable(self) -> dict[Path, list[int]]:
        """The lines, from 1, of each file that are neither events nor marks of a merge."""
        found: dict[Path, list[int]] = {}
        for path in self.files():
            for number, line in enumerate(_lines(path), 1):
                if read_line(line) is None and not is_noise(line):
                    found.setdefault(path, []).append(number)
        return found

    def export(self, write: Callable[[str], object]) -> int:
        """Write all events as lines of JSON; how many."""
        events = self.events()
        for event in events:
            write(line_of(event))
        return len(events)

    def delete(self) -> None:
        """Remove every event and the name of this device, and nothing else from the folder.

        Raises OSError when something cannot be removed.
        """
        self._unwritten.clear()
        for path in self.files():
            path.unlink(missing_ok=True)
        if self._local.is_dir():
            (self._local / _DEVICE).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.folder / _FOLDER).rmdir()
            self.folder.rmdir()
        self._cache = None


def _stat(path: Path) -> os.stat_result | None:
    with contextlib.suppress(OSError):
        return path.stat()
    return None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:
        return []


def _read(path: Path) -> Iterator[Event]:
    for line in _lines(path):
        event = read_line(line)
        if event is not None:
            yield event


def _write_whole(descriptor: int, data: bytes, end: int) -> None:
    """Append in one write: a process that is killed leaves the whole of it or nothing.

    A full disk may take a part, which is cut off again. `end` is the size before.
    """
    written = os.write(descriptor, data)
    try:
        while written < len(data):
            written += os.write(descriptor, data[written:])
    except OSError:
        if os.lseek(descriptor, 0, os.SEEK_END) == end + written:  # nobody wrote behind it
            os.ftruncate(descriptor, end)
        raise


def _last_byte(descriptor: int, end: int) -> bytes:
    os.lseek(descriptor, end - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


@contextlib.contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    """Hold the file alone; a file system without locks does without."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
            with contextlib.suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield  # closing the file unlocks it
