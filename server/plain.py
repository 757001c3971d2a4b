"""Markdown without its marks, for clients that show plain text."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-*_])(\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")
_CODE = re.compile(r"(`+)(.+?)\1")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]*)[^)]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def plain_text(markdown: str) -> str:
    """The words of a Markdown text. Code keeps every character, a web link keeps its address."""
    lines: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            lines.append("    " + line if line else "")
        elif _RULE.match(line) or _TABLE_RULE.match(line):
            continue
        else:
            lines.append(_inline(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _inline(line: str) -> str:
    if heading := _HEADING.match(line):
        line = heading[1]
    if line.lstrip().startswith("|"):
        line = "  ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[2] if found.re is _CODE else found[1])
        return f"\0{len(kept) - 1}\0"

    line = _ESCAPE.sub(keep, _CODE.sub(keep, line))
    line = _LINK.sub(_link, _IMAGE.sub(r"\1", line))
    line = _TAG.sub("", _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", line)))
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], line)


def _link(found: re.Match[str]) -> str:
    words, address = found[1], found[2]
    return f"{words} ({address})" if address.startswith("http") and address != words else words
