"""`torchtutor check`: find mistakes in files and folders."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from torchtutor.analyzers.finding import Language
from torchtutor.analyzers.registry import RULES

from ..language import say
from ..project import Projects
from ..settings import check_rules
from . import selection
from .checking import Count, Job, Report, check_all
from .files import absolute, exists, python_files, said, spelled_out
from .formats import FORMATS
from .ignored import LeftOut
from .mending import Fixing
from .speaking import add_language, language_of

FINE, FOUND, WRONG, INTERRUPTED = 0, 1, 2, 130
_STDIN = "-"
_FILES_FOR_A_BAR = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Paths and options."""
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="files, folders and globs; - reads standard input; default: this folder",
    )
    parser.add_argument(
        "--format", choices=("text", *FORMATS), default="text", help="default: text"
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="default: where it is a terminal; NO_COLOR and FORCE_COLOR count",
    )
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="only what is found: no summary, no bar"
    )
    changes = parser.add_mutually_exclusive_group()
    changes.add_argument(
        "--fix", action="store_true", help="write the fixes into the files, tell what is left"
    )
    changes.add_argument(
        "--diff", action="store_true", help="show the fixes as a diff, write nothing"
    )
    selection.add_arguments(parser)
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="leave out files and folders, as in .gitignore; may be given several times",
    )
    parser.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out excluded files even when they are named themselves",
    )
    parser.add_argument("--no-gitignore", action="store_true", help="also look at what git ignores")
    parser.add_argument(
        "--stdin-filename", metavar="PATH", help="what to call the standard input, for settings too"
    )
    parser.add_argument("--exit-zero", action="store_true", help="0 also when something is found")
    add_language(parser)
    parser.epilog = (
        "exit codes: 0 nothing found (with --fix: nothing left, with --diff: nothing to fix); "
        "1 something found, a syntax error in a file that uses torch included; 2 a path, an option, a setting or a file is wrong; 130 interrupted"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check the paths; the exit codes are in `--help`."""
    try:
        code = _run(arguments)
        gc.freeze()  # at its end Python would look at every tree once more, to free what goes anyway
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(say(language_of(arguments.language), "cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # `| head` has seen enough; Python would complain again when it closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    return code


def _run(arguments: argparse.Namespace) -> int:
    arguments.paths = list(spelled_out(arguments.paths))
    first = Path(arguments.stdin_filename or arguments.paths[0])
    language = language_of(arguments.language, first)
    try:
        chosen = selection.read(arguments, language)
        if arguments.diff and arguments.format != "text":
            raise ValueError(say(language, "cli.diff-format", format=arguments.format))
        if _STDIN in arguments.paths and len(arguments.paths) > 1:
            raise ValueError(say(language, "cli.stdin-alone"))
    except ValueError as error:
        _complain(str(error))
        return WRONG
    missing = [p for p in arguments.paths if p != _STDIN and not exists(p)]
    for path in missing:
        _complain(say(language, "cli.no-such-path", path=path))
    projects = Projects()
    count = Count(failed=len(missing))

    def unreadable(error: OSError) -> None:
        count.failed += 1
        _complain(f"{Path(error.filename)}: {say(language, 'cli.unreadable', reason=said(error))}")

    jobs = list(_jobs(arguments, projects, chosen, unreadable))
    settings_wrong = _tell_problems(projects, language)

    reports: Iterable[Report] = check_all(jobs)
    if not arguments.quiet:
        reports = _with_bar(reports, len(jobs), language)
    reports = _counted(reports, count, language, fixing=arguments.fix)
    _show(arguments, reports, count, language)
    if settings_wrong or count.failed:
        return WRONG
    found = count.changed + count.broken if arguments.diff else count.found
    return FOUND if found and not arguments.exit_zero else FINE


def _jobs(
    arguments: argparse.Namespace,
    projects: Projects,
    chosen: selection.Selection,
    unreadable: Callable[[OSError], None],
) -> Iterator[Job]:
    left_out = LeftOut(projects, tuple(arguments.exclude), gitignore=not arguments.no_gitignore)
    fixing: Fixing = "write" if arguments.fix else "show" if arguments.diff else "no"
    stdin = arguments.paths == [_STDIN]
    if stdin:
        paths = [Path(arguments.stdin_filename or _STDIN)]
    else:
        paths = list(python_files(filter(exists, arguments.paths), left_out, unreadable))
    for path in paths:
        whole = absolute(path)
        excluded = arguments.force_exclude and left_out.excluded(whole, False)
        if excluded and not (stdin and arguments.fix):
            continue
        settings = chosen.over(projects.of(whole.parent).settings_of(whole))
        data = sys.stdin.buffer.read() if stdin else None
        yield Job(str(path), settings, chosen.at_least, "no" if excluded else fixing, data)


def _tell_problems(projects: Projects, language: Language) -> bool:
    """Say what is wrong in the settings that were used; whether anything is."""
    rules = [rule.id for rule in RULES]
    wrong = False
    for project in projects.all():
        for problem in (*project.problems, *check_rules(project.settings, rules)):
            place = "" if "source" in problem.fields else f"{project.folder / 'pyproject.toml'}: "
            _complain(place + problem.render(language))
            wrong = True
    return wrong


def _counted(
    reports: Iterable[Report], count: Count, language: Language, *, fixing: bool
) -> Iterator[Report]:
    """The reports as they come, counted; those that say why a file could not be read say so."""
    for report in reports:
        count.files += 1
        count.found += len(report.findings)
        with_fix = sum(finding.fix is not None for finding in report.findings)
        count.fixable += 0 if fixing else with_fix
        count.left_out += with_fix if fixing else 0
        count.fixed += report.fixed
        count.changed += bool(report.fixed)
        count.broken += bool(report.broken)
        if report.trouble is not None:
            count.failed += 1
            _complain(f"{report.path}: {report.trouble.render(language)}")
        if (sentence := report.not_read(language)) is not None:
            _complain(sentence)
        yield report


def _show(
    arguments: argparse.Namespace, reports: Iterable[Report], count: Count, language: Language
) -> None:
    # of a standard input that is mended, the standard output is the mended text
    mended = arguments.fix and arguments.paths == [_STDIN]
    if mended:
        reports = list(reports)
        sys.stdout.buffer.write(b"".join(report.after for report in reports))
        sys.stdout.buffer.flush()
    if arguments.format == "text":
        from .show_check import show  # rich is for people: programs need not wait for its import

        quiet, diff = arguments.quiet, arguments.diff
        show(reports, count, language, arguments.color, diff=diff, mended=mended, quiet=quiet)
    else:
        output = sys.stderr if mended else sys.stdout
        for piece in FORMATS[arguments.format](reports, language):
            output.write(piece)


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _with_bar(reports: Iterable[Report], total: int, language: Language) -> Iterable[Report]:
    """The reports; while they come, a bar on the standard error where that is a terminal."""
    if total < _FILES_FOR_A_BAR or not sys.stderr.isatty():
        return reports
    from .show_check import with_bar

    return with_bar(reports, total, language)
