"""Joins PNG pictures of one size into an animated one (APNG), without drawing them anew.

The format: a control chunk for each frame; the first frame's data stays in IDAT, later ones go into
fdAT with a running number (PNG specification, third edition, section 11.3.2).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FULL = 0  # neither disposed of nor blended


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and content of each chunk; raises ValueError for what is no PNG."""
    if not png.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk as bytes, with its length and checksum."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def animate(pictures: Sequence[bytes], seconds: float) -> bytes:
    """Each picture for `seconds`, again and again; raises ValueError when their sizes or colours differ."""
    heads = {dict(chunks(picture))[b"IHDR"] for picture in pictures}
    if len(heads) != 1:
        raise ValueError("the pictures differ in size or colours")
    (head,) = heads
    width, height = struct.unpack_from(">II", head)
    out = [SIGNATURE, chunk(b"IHDR", head), chunk(b"acTL", struct.pack(">II", len(pictures), 0))]
    number = 0
    for index, picture in enumerate(pictures):
        delay = struct.pack(">HHBB", round(seconds * 100), 100, FULL, FULL)
        out.append(chunk(b"fcTL", struct.pack(">IIIII", number, width, height, 0, 0) + delay))
        number += 1
        for kind, content in chunks(picture):
            if kind != b"IDAT":
                continue
            if index == 0:
                out.append(chunk(kind, content))
            else:
                out.append(chunk(b"fdAT", struct.pack(">I", number) + content))
                number += 1
    return b"".join([*out, chunk(b"IEND", b"")])
