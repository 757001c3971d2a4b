"""The fixes as a unified diff, for reading in a terminal or for `patch -p0`."""

from __future__ import annotations

import difflib
import re
import sys

from rich.console import Console
from rich.text import Text

from .checking import Report
from .files import coding

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def show_diff(console: Console, report: Report) -> None:
    """Print what the fixes change in one file.

    On a terminal in colour; elsewhere as the bytes of the file's own coding, so that the diff fits
    the file whatever that is.
    """
    name = coding(report.before)
    lines = diff_lines(report, name)
    if console.is_terminal:
        for line in lines:
            style = "bold" if line[:3] in ("---", "+++") else _STYLES.get(line[0], "")
            console.print(Text(line.rstrip("\r\n"), style), soft_wrap=True)
        return
    console.file.flush()
    names, rest = "".join(lines[:2]), "".join(lines[2:])
    sys.stdout.buffer.write(names.encode("utf-8", "surrogateescape") + rest.encode(_plain(name)))
    sys.stdout.buffer.flush()


def diff_lines(report: Report, name: str) -> list[str]:
    """The lines of the diff with their breaks; `name` is the file's coding."""
    before, after = (
        _LINE.findall(data.decode(_plain(name))) for data in (report.before, report.after)
    )
    # behind a tab nothing belongs to the name: without one, `patch` ends it at its first blank
    path = f"{report.path}\t" if " " in report.path else report.path
    found = []
    for line in difflib.unified_diff(before, after, path, path):
        found.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return found


def _plain(name: str) -> str:
    """The coding with a byte order mark kept as a character."""
    return "utf-8" if name == "utf-8-sig" else name
