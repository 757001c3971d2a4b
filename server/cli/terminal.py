"""A standard output that lacks characters: an old terminal, a pipe in a code page of Windows."""

from __future__ import annotations

import codecs
import io
import sys

_HANDLER = "torchtutor"
_INSTEAD = {
    **dict.fromkeys("✓★●", "*"), **dict.fromkeys("✗×", "x"), **dict.fromkeys("◌☆", "o"),
    **dict.fromkeys("╭╮╰╯", "+"), **dict.fromkeys("━╸", "="), **dict.fromkeys("─–—·", "-"),
    **dict.fromkeys("“”‘’", "'"), "○": ".", "◔": "-", "◑": "+",
    "│": "|", "…": "...", "▲": "^", "▷": ">", "→": "->", "⚠": "!",
}  # fmt: skip


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """What looks alike; anything else as an escape of JSON, so that JSON stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        return codecs.backslashreplace_errors(error)
    letter = error.object[error.start]
    units = letter.encode("utf-16-be", "surrogatepass").hex(" ", 2).split()
    escape = "".join(f"\\u{unit}" for unit in units)
    return _INSTEAD.get(letter, escape), error.start + 1


def forgive() -> None:
    """Let no character that the streams lack end the program."""
    codecs.register_error(_HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def shows_korean() -> bool:
    """Whether Korean can be printed as such."""
    try:
        "한".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
