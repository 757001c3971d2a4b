"""Findings in a terminal: where, what, the lines with a mark below, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text
from torchtutor.analyzers.finding import Finding, Language, Severity, Span

from ..language import say
from ..notebooks import CellStart, line_in_cell
from ..positions import Encoding, LineIndex
from .checking import Count

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFORMATION: "bold cyan",
    Severity.HINT: "bold blue",
}


_INDENT = " " * 8
# Control characters stand for themselves, so that source code cannot steer the terminal.
_VISIBLE = {code: 0x2400 + code for code in range(0x20)} | {0x09: 0x20, 0x7F: 0x2421}
_VISIBLE |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def show_findings(
    console: Console,
    path: str,
    text: str,
    findings: Iterable[Finding],
    language: Language,
    cells: Sequence[CellStart] = (),
) -> None:
    """Print the findings of one file, in the order of the text; of a notebook also the cells."""
    index = LineIndex(text)
    for finding in findings:
        line, column = index.place(finding.span.start, Encoding.UTF32)
        cell, row = line_in_cell(cells, line)
        place = f"{path}:cell {cell}:{row}" if cells else f"{path}:{row}"
        head = Text(f"{place}:{column + 1}: ".translate(_VISIBLE))
        head.append(say(language, f"cli.{finding.severity}"), style=_STYLES[finding.severity])
        head.append(f"  {finding.rule}", style="bold")
        console.print(head, soft_wrap=True)
        _show_lines(console, index, finding.span, _STYLES[finding.severity], row)
        _indented(console, Text(finding.message.render(language)))
        for related in finding.related:
            cell, row = line_in_cell(cells, index.line_of(related.span.start))
            place = say(language, "cli.see-cell" if cells else "cli.see-line", line=row, cell=cell)
            _indented(console, Text(f"{place} {related.message.render(language)}", style="dim"))
        if finding.fix is not None:
            title = finding.fix.title.render(language)
            _indented(console, Text(f"{say(language, 'cli.fix')} {title}", style="green"))
        console.print()


def _indented(console: Console, text: Text) -> None:
    for line in text.wrap(console, max(20, console.width - len(_INDENT))):
        line.rstrip()
        console.print(Text(_INDENT).append_text(line), soft_wrap=True)


def _show_lines(console: Console, index: LineIndex, span: Span, style: str, row: int) -> None:
    """The first line of `span`, numbered `row`, with carets below the characters that it covers."""
    line, column = index.place(span.start, Encoding.UTF32)
    start, _ = index.line_span(line)
    source = index.line_text(line).translate(_VISIBLE)
    end = max(column + 1, min(span.end - start, len(source)))
    gutter = f"{row:>5} | "
    if console.is_terminal:
        source, column, end = _visible_part(source, column, end, console.width - len(gutter))
    console.print(Text.assemble((gutter, "dim"), source), soft_wrap=True)
    pad, marked = Text(source[:column]).cell_len, Text(source[column:end]).cell_len or 1
    below = " " * (len(gutter) - 2) + "| "
    marks = Text.assemble((below, "dim"), " " * pad, ("^" * marked, style))
    console.print(marks, soft_wrap=True)


def _visible_part(source: str, column: int, end: int, width: int) -> tuple[str, int, int]:
    """As much of a long line as a terminal shows, with the marked part in it."""
    if Text(source).cell_len <= width:
        return source, column, end
    # half the cells are enough for characters that take two
    first = max(0, min(column - 4, end - width // 2))
    shown = Text(source[first:])
    shown.truncate(width - 1, overflow="ellipsis")
    dots = "…" if first else ""
    kept = dots + shown.plain
    return kept, column - first + len(dots), min(end - first + len(dots), len(kept))


def show_summary(console: Console, count: Count, language: Language) -> None:
    """The last lines: how many files, findings and fixes."""
    if count.fixed:
        console.print(Text(say(language, "cli.fixed", count=count.fixed), style="green"))
    if count.found:
        found = say(language, "cli.found", count=count.found, files=count.files)
        console.print(Text(found, style="bold"))
        if count.fixable:
            console.print(Text(say(language, "cli.fixable", count=count.fixable)))
        if count.left_out:
            console.print(Text(say(language, "cli.left-out", count=count.left_out)))
        console.print(Text(say(language, "cli.explain-hint"), style="dim"))
    elif not count.files and not count.failed:
        console.print(Text(say(language, "cli.no-files")))
    elif not count.failed:
        console.print(Text(say(language, "cli.nothing-found", files=count.files), style="green"))


def show_diff_summary(console: Console, count: Count, language: Language) -> None:
    """One line below a diff: how much the fixes would change."""
    key = "cli.would-fix" if count.fixed else "cli.nothing-to-fix"
    files = count.changed if count.fixed else count.files
    console.print(Text(say(language, key, count=count.fixed, files=files), style="bold"))
