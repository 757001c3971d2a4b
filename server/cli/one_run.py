"""One run of the command line: from its arguments to a job, and from its result to an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from ..language import Language, say
from ..runner import history
from ..runner.markdown import markdown
from ..runner.messages import Job
from ..runner.page import page
from ..runner.source import prepare_job
from ..runner.target import Target, split_device
from .show_run import show_result

# Exit codes
FINE, UNREGISTERED, LEARNER, ENVIRONMENT = range(4)


def job_of(
    arguments: argparse.Namespace, text: str, path: Path, class_name: str, target: Target
) -> Job:
    """What the arguments ask for."""
    return prepare_job(
        text,
        str(path.resolve()),
        class_name,
        target=target,
        device=split_device(arguments.device)[1],
        measure=not arguments.no_compile,
        threads=arguments.threads,
        mode="training" if arguments.backward else "inference",
        compile_mode=arguments.compile_mode,
        sweep=arguments.sweep,
        whole_file=arguments.whole_file,
    )


def tell(
    arguments: argparse.Namespace,
    result: dict[str, Any],
    notes: Console,
    language: Language,
    *,
    keep: bool,
) -> int:
    """Remember the numbers where `keep` allows it, write and print what was asked for; the exit code."""
    if keep:
        history.add(result)
    if not _write_reports(arguments, result, notes, language):
        return ENVIRONMENT
    if arguments.json:
        json.dump(result, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        show_result(Console(highlight=False), result, language)
    if result["error"]:
        return ENVIRONMENT if result["error"]["kind"] == "environment" else LEARNER
    return UNREGISTERED if result["unregistered"] else FINE


def _write_reports(
    arguments: argparse.Namespace, result: dict[str, Any], notes: Console, language: Language
) -> bool:
    """Write the files that were asked for; False, and a sentence, where that fails."""
    for option, make in (("html", page), ("markdown", markdown)):
        if (wanted := getattr(arguments, option)) is None:
            continue
        try:
            Path(wanted).write_text(make(result, language), encoding="utf-8")
        except OSError as error:
            sentence = say(language, "page.cannot-write", path=wanted, error=error.strerror)
            notes.print(sentence, markup=False)
            return False
        notes.print(say(language, "page.written", path=wanted), markup=False)
    return True
