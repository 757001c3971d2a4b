"""`torchtutor run`: build a Module class, run it, audit it and time it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any, get_args

from rich.console import Console

from ..language import LANGUAGES, Language, negotiate, say
from ..project import Projects
from ..runner import history, places
from ..runner.interpreter import NoInterpreter, find
from ..runner.markdown import markdown
from ..runner.messages import CompileMode
from ..runner.page import page
from ..runner.source import main_class, prepare_job, runnables
from ..runner.target import Target, as_target, split_device
from .files import decode
from .show_run import run_with_progress, show_result

# Exit codes
FINE, UNREGISTERED, LEARNER, ENVIRONMENT = range(4)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`FILE[:CLASS]` and options."""
    parser.add_argument(
        "file", metavar="FILE[:CLASS]", help="without a class: the one that the file is about"
    )
    parser.add_argument(
        "--whole-file",
        action="store_true",
        help="run all of the file first, as python does, and not only what the class needs",
    )
    parser.add_argument(
        "--device",
        default="cpu",
        help="cpu (default), cuda, cuda:1, mps, xpu; gpu-box/cuda:0 is one of a target",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.add_argument("--html", metavar="OUT", help="write a report with pictures, one HTML file")
    parser.add_argument("--markdown", metavar="OUT", help="write the report as Markdown")
    parser.add_argument(
        "--no-compile", action="store_true", help="leave torch.compile out; takes seconds"
    )
    parser.add_argument(
        "--timeout", type=float, default=300.0, metavar="S", help="seconds, default %(default)g"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--python",
        metavar="PATH",
        help="the interpreter that has torch, or one of `interpreters` in pyproject.toml by its name",
    )
    where.add_argument(
        "--target", metavar="NAME", help="run there: one of `targets` in pyproject.toml"
    )
    where.add_argument(
        "--kernel",
        metavar="ID",
        help="run beside a Jupyter kernel, with its Python, folder and environment: "
        "its id, its connection file, or `newest`",
    )
    parser.add_argument(
        "--threads", type=int, default=1, metavar="N", help="CPU threads, default %(default)d"
    )
    parser.add_argument(
        "--backward", action="store_true", help="time a training step: forward and backward"
    )
    parser.add_argument(
        "--compile-mode", choices=get_args(CompileMode), default="default",
        help="what torch.compile is told, default %(default)s",
    )  # fmt: skip
    parser.add_argument("--sweep", action="store_true", help="compare at other batch sizes too")
    parser.add_argument("--language", choices=LANGUAGES, help="default: from the environment")
    parser.epilog = (
        "exit codes: 0 it ran and everything is registered; 1 it ran, something is not registered; "
        "2 the code or its input fails; 3 the environment or the command line is at fault"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the class; the exit codes are in `--help`."""
    language = negotiate(arguments.language, None)
    notes = Console(stderr=True, highlight=False)
    for option in ("threads", "timeout"):
        if getattr(arguments, option) <= 0:
            notes.print(say(language, "run.not-positive", option=f"--{option}"), markup=False)
            return ENVIRONMENT
    path, class_name = _split(arguments.file)
    try:
        text = decode(path.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        notes.print(say(language, "run.cannot-read", path=path, error=error), markup=False)
        return ENVIRONMENT
    chosen = _choose(text, path, class_name, notes, language)
    if chosen is None:
        return ENVIRONMENT
    try:
        target = _target(arguments, path)
    except NoInterpreter as error:
        notes.print(say(language, f"run.{error.key}", **error.fields), markup=False)
        return ENVIRONMENT
    job = prepare_job(
        text,
        str(path.resolve()),
        chosen,
        target=target,
        device=split_device(arguments.device)[1],
        measure=not arguments.no_compile,
        threads=arguments.threads,
        mode="training" if arguments.backward else "inference",
        compile_mode=arguments.compile_mode,
        sweep=arguments.sweep,
        whole_file=arguments.whole_file,
    )
    running = run_with_progress(notes, job, target, timeout_s=arguments.timeout, language=language)
    try:
        result = asyncio.run(running)
    except KeyboardInterrupt:
        notes.print(say(language, "run.interrupted"))
        return ENVIRONMENT
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


def _target(arguments: argparse.Namespace, path: Path) -> Target:
    """Where to run. Raises NoInterpreter."""
    folder = path.resolve().parent
    settings = Projects().of(folder).settings
    if arguments.kernel is not None:
        return places.kernel(arguments.kernel, settings, folder)
    if arguments.python is not None and arguments.python not in places.names(settings):
        return as_target(find(arguments.python, Path.cwd()).path)
    name = arguments.target or arguments.python or split_device(arguments.device)[0]
    return places.place(settings, name, folder)


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


def _split(argument: str) -> tuple[Path, str | None]:
    """`net.py:Net` as path and class. A path with a colon in it (a drive) stays whole."""
    head, colon, tail = argument.rpartition(":")
    if colon and head and tail.replace(".", "").isidentifier() and not Path(argument).exists():
        return Path(head), tail
    return Path(argument), None


def _choose(
    text: str, path: Path, class_name: str | None, notes: Console, language: Language
) -> str | None:
    names = [runnable.qualified_name for runnable in runnables(text)]
    if not names:
        notes.print(say(language, "run.no-module-class", path=path), markup=False)
        return None
    if class_name is not None:
        if class_name in names:
            return class_name
        listed = ", ".join(names)
        sentence = say(language, "run.unknown-class", name=class_name, path=path, names=listed)
        notes.print(sentence, markup=False)
        return None
    chosen = main_class(text)
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        notes.print(say(language, "run.chosen-class", name=chosen, others=others), markup=False)
    return chosen
