"""Bytes in, bytes out, neither waiting for the client. A message is headers that say how long the body is, an empty line,
the body."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import select
import threading
from collections.abc import Callable, Iterator

CHUNK = 1 << 16
LAST_WORDS_S = 2.0

_END_OF_HEADERS = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length: *(\d{1,12})\r\n", re.IGNORECASE | re.MULTILINE)


class Frames:
    """Cuts what arrives into the bodies of messages; headers without a length are passed over."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._length: int | None = None  # of the body whose headers have been read

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The bodies that are complete with this chunk."""
        held = self._held
        held += chunk
        while True:
            if self._length is None:
                end = held.find(_END_OF_HEADERS)
                if end < 0:
                    return
                found = _LENGTH.search(held, 0, end + 2)
                self._length = int(found[1]) if found else None  # before its characters are gone
                del held[: end + len(_END_OF_HEADERS)]
            elif len(held) < self._length:
                return
            else:
                body = bytes(held[: self._length])
                del held[: self._length]
                self._length = None
                yield body


def listen(descriptor: int, arrived: Callable[[bytes], object]) -> bool:
    """Hand on what comes in, and at the end nothing (b""), in the event loop; whether the loop itself waits for it.

    A thread would be one more that has to be woken for each key, and waits for its turn on a busy machine. It is there
    where the loop cannot wait: on Windows, and for a file.
    """
    loop = asyncio.get_running_loop()

    def ready() -> None:
        try:
            chunk = _some(descriptor)
        except BlockingIOError:  # a false alarm; `Output` may have changed what both share
            return
        if not chunk:
            loop.remove_reader(descriptor)
        arrived(chunk)

    def read_all() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: there is nobody left to tell
            while chunk := _some(descriptor):
                loop.call_soon_threadsafe(arrived, chunk)
            loop.call_soon_threadsafe(arrived, b"")

    try:
        loop.add_reader(descriptor, ready)
    except (NotImplementedError, OSError):
        threading.Thread(target=read_all, daemon=True).start()
        return False
    return True


def _some(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, CHUNK)
    except BlockingIOError:
        raise
    except OSError:  # the other end is gone
        return b""


class Output:
    """Writes without waiting: what a pipe does not take at once follows when it does.

    Whoever reads and writes in one thread must not wait for a client that does the same: both would
    wait for ever. `gone` is called when the client is found to be gone only then.
    """

    def __init__(self, descriptor: int, gone: Callable[[], object]) -> None:
        self._descriptor = descriptor
        self._gone = gone
        self._held = bytearray()
        self._loop = asyncio.get_running_loop()
        os.set_blocking(descriptor, False)

    def write(self, data: bytes) -> None:
        """Write, now or soon; raises BrokenPipeError."""
        sent = 0 if self._held else self._write(data)
        if sent < len(data):
            if not self._held:
                self._loop.add_writer(self._descriptor, self._go_on)
            self._held += data[sent:]

    def _write(self, data: bytes | bytearray) -> int:
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0

    def _go_on(self) -> None:
        try:
            del self._held[: self._write(self._held)]
        except OSError:
            self._held.clear()
            self._gone()
        if not self._held:
            self._loop.remove_writer(self._descriptor)

    def close(self) -> None:
        """Write what is left, as long as somebody reads it."""
        if self._held:
            self._loop.remove_writer(self._descriptor)
        with contextlib.suppress(OSError):
            while self._held and select.select([], [self._descriptor], [], LAST_WORDS_S)[1]:
                del self._held[: self._write(self._held)]
        os.set_blocking(self._descriptor, True)  # a terminal is shared with others
