"""`torchtutor run`: build a Module class, run it, audit it and time it."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import get_args

from rich.console import Console

from ..folders import cache_folder
from ..forgetting import forget_results
from ..language import Language, say
from ..project import Projects
from ..runner import places
from ..runner.interpreter import NoInterpreter, find
from ..runner.result_timing import CompileMode
from ..runner.source import main_class, runnables
from ..runner.target import Target, as_target, split_device
from ..settings import Settings
from .files import decode, said
from .one_run import ENVIRONMENT, FINE, job_of, tell
from .show_run import run_with_progress
from .speaking import add_language, language_of
from .watch_run import watch

WRONG_ARGUMENTS = ENVIRONMENT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`FILE[:CLASS]` and options."""
    parser.add_argument(
        "file", metavar="FILE[:CLASS]", nargs="?",
        help="without a class: the one that the file is about",
    )  # fmt: skip
    parser.add_argument(
        "--watch",
        action="store_true",
        help="run again whenever something is saved that the class needs, until Ctrl+C",
    )
    parser.add_argument(
        "--forget",
        action="store_true",
        help="run nothing, but delete the results, times and report pages that were kept",
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
        "--no-compile",
        action="store_true",
        help="leave torch.compile out, which takes most of the time",
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
    add_language(parser)
    parser.epilog = (
        "exit codes: 0 it ran and everything is registered; 1 it ran, something is not registered; "
        "2 the code or its input fails; 3 the environment or the command line is at fault"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the class; the exit codes are in `--help`."""
    path = _split(arguments.file)[0] if arguments.file else None
    language = language_of(arguments.language, path)
    notes = Console(stderr=True, highlight=False)
    if arguments.forget:
        count = forget_results()
        notes.print(
            say(language, "watch.forgotten", count=count, folder=cache_folder("")), markup=False
        )
        return FINE
    try:
        if arguments.file is None:
            raise _Refused("watch.no-file")
        for option in ("threads", "timeout"):
            if getattr(arguments, option) <= 0:
                raise _Refused("run.not-positive", option=f"--{option}")
        if arguments.watch and arguments.json:
            raise _Refused("watch.not-with-json")
        path, class_name = _split(arguments.file)
        text = _read(path)
        chosen = _choose(text, path, class_name, notes, language)
        settings = Projects().of(path.resolve().parent).settings
        target = _target(arguments, path, settings)
    except _Refused as refused:
        notes.print(say(language, refused.key, **refused.fields), markup=False)
        return ENVIRONMENT
    keep = settings.keep_results
    try:
        if arguments.watch:
            return asyncio.run(watch(arguments, path, chosen, target, notes, language, keep=keep))
        job = job_of(arguments, text, path, chosen, target)
        running = run_with_progress(
            notes, job, target, timeout_s=arguments.timeout, language=language
        )
        result = asyncio.run(running)
    except KeyboardInterrupt:
        notes.print(say(language, "run.interrupted"))
        return ENVIRONMENT
    return tell(arguments, result, notes, language, keep=keep)


class _Refused(Exception):
    """Nothing is run; `key` and `fields` say why to `say`."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


def _read(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise _Refused("run.cannot-read", path=path, error=said(error)) from error


def _target(arguments: argparse.Namespace, path: Path, settings: Settings) -> Target:
    """Where to run."""
    folder = path.resolve().parent
    try:
        if arguments.kernel is not None:
            return places.kernel(arguments.kernel, settings, folder)
        if arguments.python is not None and arguments.python not in places.names(settings):
            return as_target(find(arguments.python, Path.cwd()).path)
        name = arguments.target or arguments.python or split_device(arguments.device)[0]
        return places.place(settings, name, folder)
    except NoInterpreter as error:
        raise _Refused(f"run.{error.key}", **error.fields) from error


def _split(argument: str) -> tuple[Path, str | None]:
    """`net.py:Net` as path and class. A path with a colon in it (a drive) stays whole."""
    head, colon, tail = argument.rpartition(":")
    if colon and head and tail.replace(".", "").isidentifier() and not Path(argument).exists():
        return Path(head), tail
    return Path(argument), None


def _choose(
    text: str, path: Path, class_name: str | None, notes: Console, language: Language
) -> str:
    """The class to run; says which one where there are several."""
    names = [runnable.qualified_name for runnable in runnables(text)]
    if not names:
        raise _Refused("run.no-module-class", path=path)
    if class_name is not None:
        if class_name in names:
            return class_name
        raise _Refused("run.unknown-class", name=class_name, path=path, names=", ".join(names))
    chosen = main_class(text) or names[-1]
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        notes.print(say(language, "run.chosen-class", name=chosen, others=others), markup=False)
    return chosen
