"""Making the fixes in one file, or showing what they would change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from torchtutor.analyzers.finding import Finding
from torchtutor.analyzers.fixing import fix_all
from torchtutor.analyzers.workspace import forget, origin_of

from ..notebooks import SUFFIX, read_notebook
from .files import decode, encode, said
from .unread import Trouble

Fixing = Literal["no", "write", "show"]
# An editor that saves meanwhile wins, and what it saved is mended.
_MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes of a file before and after its fixes, how many those are, and why none were written."""

    before: bytes
    after: bytes
    fixed: int = 0
    trouble: Trouble | None = None


def mend(
    path: str, given: bytes | None, fixing: Fixing, wanted: Callable[[Finding], bool]
) -> Mended:
    """Apply the wanted fixes to a file, or to the bytes `given` in its stead.

    With `fixing` "write" they are written, not where bytes are given. Raises OSError where the
    file cannot be read, NotebookError where it is not a notebook.
    """
    data = Path(path).read_bytes() if given is None else given
    if fixing == "no":
        return Mended(data, data)
    for _ in range(_MOST_TRIES):
        try:
            after, fixed = _mended(path, data, wanted)
            if not fixed or given is not None or fixing == "show":
                return Mended(data, after, fixed)
            now = Path(path).read_bytes()
            if now == data:
                _write(Path(path), after, data)
                forget()
                return Mended(data, after, fixed)
        except (OSError, UnicodeEncodeError) as error:
            return Mended(data, data, 0, Trouble("cli.unwritable", {"reason": said(error)}))
        data = now
    return Mended(data, data, 0, Trouble("cli.changes-meanwhile"))


def _write(path: Path, after: bytes, before: bytes) -> None:
    """Write into the file itself, so that links and rights stay; what does not fit on the disk is
    taken back, and the OSError raised."""
    with path.open("r+b", buffering=0) as file:
        try:
            _fill(file, after)
        except OSError:
            _fill(file, before)
            raise


def _fill(file: BinaryIO, data: bytes) -> None:
    file.seek(0)
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
    file.truncate()


def _mended(path: str, data: bytes, wanted: Callable[[Finding], bool]) -> tuple[bytes, int]:
    def change(text: str) -> tuple[str, int]:
        return fix_all(text, wanted, origin_of(Path(path)))

    if path.endswith(SUFFIX):
        return read_notebook(data).rewritten(change)
    try:
        text = decode(data)
        # a coding that is not written as it was read (UTF-7, say) is not touched
        faithful = encode(text, data) == data
    except (SyntaxError, UnicodeError):  # unread.source says what is wrong
        return data, 0
    if not faithful:
        return data, 0
    after, fixed = change(text)
    return encode(after, data), fixed
