"""Messages on a stream of bytes: headers that say how long the body is, an empty line, the body."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

CHUNK = 1 << 16

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


def read(descriptor: int, arrived: Callable[[bytes], object]) -> None:
    """Hand on what comes in, and at the end nothing (b""). `arrived` raises RuntimeError where
    nobody is left to tell."""
    try:
        while chunk := os.read(descriptor, CHUNK):
            arrived(chunk)
        arrived(b"")
    except (OSError, RuntimeError):
        return
