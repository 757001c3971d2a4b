"""`torchtutor demo`: the main job on a learner's file that ships with TorchTutor."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from torchtutor.analyzers import analyze
from torchtutor.analyzers.fixing import fix_all

from ..language import Language, say
from ..runner.interpreter import NoInterpreter, find
from ..runner.source import prepare_job
from .checking import Count
from .show_findings import show_findings, show_summary
from .show_run import run_with_progress, show_result
from .speaking import add_language, language_of

EXAMPLE = "residual_net.py"
_CLASS = "Net"
_TIMEOUT_S = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_language(parser)
    parser.add_argument("--python", metavar="PATH", help="the interpreter that has torch")


def run(arguments: argparse.Namespace) -> int:
    """Show the main job; 0 when the mended network has nothing unregistered left, else 1."""
    language = language_of(arguments.language)
    console = Console(highlight=False)
    try:
        python = find(arguments.python, Path.cwd()).path
    except NoInterpreter as error:
        print(say(language, f"run.{error.key}", **error.fields), file=sys.stderr)
        return 3
    text = files("torchtutor.lessons").joinpath("examples", EXAMPLE).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="torchtutor-demo-") as folder:
        return _show(console, text, Path(folder), python, language)


def _show(console: Console, text: str, folder: Path, python: str, language: Language) -> int:
    console.rule(f"[bold]{say(language, 'cli.demo-title')}")
    console.print(say(language, "cli.demo-file", path=EXAMPLE), style="dim")
    _heading(console, language, "demo-findings")
    analysis = analyze(text)
    show_findings(console, EXAMPLE, text, analysis.findings, language)

    _heading(console, language, "demo-run-broken")
    broken = folder / EXAMPLE
    broken.write_text(text, encoding="utf-8")
    show_result(console, _run(console, text, broken, python, language, measure=False), language)

    _heading(console, language, "demo-fix")
    fixed, count = fix_all(text)
    copy = folder / f"fixed_{EXAMPLE}"
    copy.write_text(fixed, encoding="utf-8")
    _show_difference(console, text, fixed)
    left = analyze(fixed).findings
    show_summary(console, Count(files=1, found=len(left), fixed=count), language)

    _heading(console, language, "demo-run-fixed")
    result = _run(console, fixed, copy, python, language, measure=True)
    show_result(console, result, language)
    console.print(say(language, "cli.demo-end"), style="bold")
    return 0 if not left and not result["error"] and result["unregistered"] == [] else 1


def _heading(console: Console, language: Language, key: str) -> None:
    console.print()
    console.rule(say(language, f"cli.{key}"), align="left")
    console.print()


def _run(
    console: Console, text: str, path: Path, python: str, language: Language, *, measure: bool
) -> dict[str, Any]:
    job = prepare_job(text, str(path), _CLASS, measure=measure)
    return asyncio.run(
        run_with_progress(console, job, python, timeout_s=_TIMEOUT_S, language=language)
    )


def _show_difference(console: Console, before: str, after: str) -> None:
    """The changed lines, as `diff` writes them."""
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0):
        if line.startswith(("---", "+++", "@@")):
            continue
        console.print(line, style="green" if line[0] == "+" else "red", markup=False)
