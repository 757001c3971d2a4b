"""Findings in a terminal: where, what, the lines with a mark below, and what to write instead."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from torchtutor.analyzers.finding import Analysis, Language, Severity, Span

from ..language import say
from ..positions import Encoding, LineIndex

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFORMATION: "bold cyan",
    Severity.HINT: "bold blue",
}


def show_findings(
    console: Console, path: str, text: str, analysis: Analysis, language: Language
) -> None:
    """Print every finding of one file, in the order of the text."""
    index = LineIndex(text)
    for finding in analysis.findings:
        line, column = index.place(finding.span.start, Encoding.UTF32)
        head = Text(f"{path}:{line + 1}:{column + 1}: ")
        head.append(say(language, f"cli.{finding.severity}"), style=_STYLES[finding.severity])
        head.append(f"  {finding.rule}", style="bold")
        console.print(head, soft_wrap=True)
        _show_lines(console, index, text, finding.span, _STYLES[finding.severity])
        _indented(console, Text(finding.message.render(language)))
        for related in finding.related:
            row = index.line_of(related.span.start) + 1
            place = say(language, "cli.see-line", line=row)
            _indented(console, Text(f"{place} {related.message.render(language)}", style="dim"))
        if finding.fix is not None:
            title = finding.fix.title.render(language)
            _indented(console, Text(f"{say(language, 'cli.fix')} {title}", style="green"))
        console.print()


def _indented(console: Console, text: Text) -> None:
    console.print(Padding(text, (0, 0, 0, 8)))


def _show_lines(console: Console, index: LineIndex, text: str, span: Span, style: str) -> None:
    """The first line of `span` with carets below the characters that it covers."""
    line, column = index.place(span.start, Encoding.UTF32)
    start, end = index.line_span(line)
    source = text[start:end].rstrip("\r\n")
    gutter = f"{line + 1:>5} | "
    shown = Text.assemble((gutter, "dim"), source.replace("\t", " "))
    console.print(shown, soft_wrap=True)
    width = max(1, min(span.end, start + len(source)) - span.start)
    pad = Text(source[:column].replace("\t", " ")).cell_len
    marked = Text(source[column : column + width]).cell_len or 1
    below = " " * (len(gutter) - 2) + "| "
    marks = Text.assemble((below, "dim"), " " * pad, ("^" * marked, style))
    console.print(marks, soft_wrap=True)


def show_summary(console: Console, files: int, found: int, fixed: int, language: Language) -> None:
    """One line at the end: how many files, findings and fixes."""
    if fixed:
        console.print(Text(say(language, "cli.fixed", count=fixed), style="green"))
    if found:
        console.print(Text(say(language, "cli.found", count=found, files=files), style="bold"))
        console.print(Text(say(language, "cli.explain-hint"), style="dim"))
    else:
        console.print(Text(say(language, "cli.nothing-found", files=files), style="green"))
