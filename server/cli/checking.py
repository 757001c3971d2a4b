"""Checks files, on all cores when there are many; the settings decide what is told."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import Finding, Language, Severity
from torchtutor.analyzers.workspace import forget, origin_of

from ..language import say
from ..notebooks import SUFFIX, CellStart, Notebook, NotebookError, line_in_cell, read_notebook
from ..settings import Settings
from .files import said
from .mending import Fixing, mend
from .unread import SYNTAX_ERROR, Trouble, first_unread, source, syntax_error

# Starting helpers costs more than reading a few files.
_FILES_FOR_PARALLEL = 24


@dataclass(frozen=True, slots=True)
class Job:
    """One file to check. `data` is what stands in it where it is not to be read from the disk.

    Findings that matter less than `at_least` are left out. With `fixing` "write" the fixes go into
    the file (not where `data` is given), with "show" they go into the report only.
    """

    path: str
    settings: Settings
    at_least: Severity = Severity.HINT
    fixing: Fixing = "no"
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One file as read: what is told about it, or why it could not be read or written.

    `before` and `after` are its bytes where fixes changed them, and those of given data. `text` is
    what the findings are about; it is empty where there are none, since it comes from another
    process. Of a notebook it is the text of all its code cells, which begin where `cells` says, and `rows` where each line
    stands in the file.
    `trouble` is about the file; `unread` is the first line of the text, from 0, that Python can read and we
    cannot. The findings are of the rest.
    """

    path: str
    text: str = ""
    findings: tuple[Finding, ...] = ()
    trouble: Trouble | None = None
    fixed: int = 0
    before: bytes = b""
    after: bytes = b""
    cells: tuple[CellStart, ...] = ()
    unread: int | None = None
    rows: tuple[int, ...] = ()

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The findings which say that Python cannot read the file."""
        return tuple(finding for finding in self.findings if finding.rule == SYNTAX_ERROR)

    def on_disk(self, line: int) -> int:
        """The line of the file, from 1, that a line of the text, from 0, stands on."""
        return self.rows[min(line, len(self.rows) - 1)] if self.rows else line + 1

    def not_read(self, language: Language) -> str | None:
        """A sentence about what could not be read, which begins with its place."""
        if self.unread is None:
            return None
        cell, row = line_in_cell(self.cells, self.unread)
        place = f"{self.path}:cell {cell}:{row}" if self.cells else f"{self.path}:{row}"
        return f"{place}: {say(language, 'cli.line-unread')}"


@dataclass(slots=True)
class Count:
    """What a check came to: files read, findings told, those with a fix, fixes made, fixes that were left
    out since they do harm, files changed, files that Python cannot read or nobody could read or write."""

    files: int = 0
    found: int = 0
    fixable: int = 0
    fixed: int = 0
    left_out: int = 0
    changed: int = 0
    broken: int = 0
    failed: int = 0


def told(job: Job, finding: Finding) -> Finding | None:
    """A finding with the severity it is told with; None when it is not told."""
    name = job.settings.severity_of_finding(finding)
    if name is None:
        return None
    severity = Severity(name)
    order = list(Severity)
    shown = order.index(severity) <= order.index(job.at_least)
    return replace(finding, severity=severity) if shown else None


def check_file(job: Job) -> Report:
    """Read one file, mend it if that is asked for, and look at what it has become."""
    try:
        mended = mend(job.path, job.data, job.fixing, lambda f: told(job, f) is not None)
        text, notebook, trouble = _read(job.path, mended.after)
        analysis = analyze(text, origin_of(Path(job.path)), tolerant=True)
        every = analysis.every
        findings = tuple(shown for finding in every if (shown := told(job, finding)) is not None)
        unread = None
        if trouble is None and analysis.syntax_problems:
            broken = syntax_error(text, analysis)
            unread = first_unread(text, analysis) if broken is None else None
            findings += (broken,) if broken is not None else ()
        findings = tuple(sorted(findings, key=lambda finding: (finding.span.start, finding.rule)))
        if trouble is None and analysis.faults:
            trouble = Trouble("cli.stumbled", {"log": "\n".join(analysis.faults)})
        elif trouble is not None:  # no fix is written into what Python cannot read
            findings = tuple(replace(finding, fix=None) for finding in findings)
    except NotebookError as error:
        trouble = Trouble("cli.unreadable", {"reason": error})
        return Report(job.path, trouble=trouble, after=job.data or b"")
    except OSError as error:
        trouble = Trouble("cli.unreadable", {"reason": said(error)})
        return Report(job.path, trouble=trouble, after=job.data or b"")
    except Exception as error:  # noqa: BLE001  # a mistake of ours must not hide the other files
        trouble = Trouble("cli.stumbled", {"log": "".join(traceback.format_exception(error))})
        return Report(job.path, trouble=trouble, after=job.data or b"")
    kept = mended.fixed or job.data is not None
    return Report(
        job.path,
        text if findings else "",
        findings,
        trouble=mended.trouble or trouble,
        fixed=mended.fixed,
        before=mended.before if kept else b"",
        after=mended.after if kept else b"",
        cells=notebook.starts if notebook is not None else (),
        rows=notebook.rows() if notebook is not None and findings else (),
        unread=unread,
    )


def _read(path: str, data: bytes) -> tuple[str, Notebook | None, Trouble | None]:
    if path.endswith(SUFFIX):
        notebook = read_notebook(data)
        return notebook.text, notebook, None
    text, trouble = source(data)
    return text, None, trouble


def check_all(jobs: Sequence[Job]) -> Iterator[Report]:
    """The reports in the order of the jobs. The work begins with the call.

    Linux forks the helpers, which are ready at once; nothing here has begun a thread by then.
    """
    forget()
    _collect_less()
    gc.freeze()  # what is there now stays, and helpers need no copy of it
    cores = _cores()
    if len(jobs) < _FILES_FOR_PARALLEL or cores == 1:
        return map(check_file, jobs)
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(min(cores, len(jobs)), context, initializer=_begin_helper)
    # small portions, since the last one keeps everybody waiting
    size = max(1, min(16, len(jobs) // (cores * 12)))
    return _ended(pool, pool.map(check_file, jobs, chunksize=size))


def _ended(pool: ProcessPoolExecutor, reports: Iterator[Report]) -> Iterator[Report]:
    """The reports; with them the helpers end."""
    try:
        yield from reports
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin_helper() -> None:
    """Ctrl+C reaches every process of a terminal; only the first one answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _collect_less()


def _collect_less() -> None:
    """Look for garbage after some 30 files only, which is 50 MB of it: on the way most is alive, and
    looking took a quarter of the time."""
    gc.set_threshold(500_000, 20, 100)
