"""What the server and the runner tell each other: JSON lines, one object a line.

The server writes two lines to the runner's standard input: the runner's own modules
(`Hello`), then the job. The runner answers with events on a private copy of its standard
output; whatever learner code prints goes to standard error.

`RunResult` is a contract with users (`torchtutor run --json`); its schema is
`schemas/run-result.schema.json`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from .result_model import (
    Constructor,
    Input,
    LineValue,
    Parameters,
    StateFinding,
    SubmoduleInfo,
    Unregistered,
)
from .result_timing import (
    Before,
    CompileMode,
    GraphBreak,
    Memory,
    Mode,
    Recompile,
    Timing,
    Warning_,
)

Stage = Literal[
    "start", "import", "build", "input", "forward", "audit", "eager", "graphs", "compile", "measure"
]
STAGES: tuple[Stage, ...] = (
    "start", "import", "build", "input", "forward", "audit", "eager", "graphs", "compile",
    "measure",
)  # fmt: skip

ErrorKind = Literal[
    "learner", "constructor", "input", "environment", "timeout", "memory", "cancelled", "died"
]


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A module of the learner's project: `package` for an `__init__.py`, or a folder without one."""

    name: str
    path: str
    text: str
    package: bool


@dataclass(frozen=True, slots=True)
class Job:
    """What to run.

    `source` is the text on the learner's screen, saved or not; statements that do not parse are
    blanked out by the server, lines unchanged. `class_name` is dotted for a class in a class.
    `measure` False leaves torch.compile out; eager is timed all the same. `budget_s` bounds the
    steady-state measurement in seconds. `memory_mb` bounds the data segment of the process in MiB;
    0 means no limit. `mode` training times forward and backward; `compile_mode` is what
    torch.compile is told; `sweep` adds other batch sizes.
    `whole_file` runs all of the file first, as `python file.py` does, instead of a slice.
    `target` names the machine where it is not this one, `files` are the files of
    the project that it then needs there.
    """

    source: str
    path: str
    class_name: str
    device: str = "cpu"
    measure: bool = True
    threads: int = 1
    budget_s: float = 2.0
    memory_mb: int = 8192
    mode: Mode = "inference"
    compile_mode: CompileMode = "default"
    sweep: bool = False
    target: str | None = None
    files: tuple[ProjectFile, ...] = ()
    whole_file: bool = False


class RunError(TypedDict):
    """Why a run ended early.

    `kind` is `learner` (their code raised), `constructor` or `input` (we could not make one up),
    `environment` (no torch, too old, no such device), `timeout`, `memory`, `cancelled`, `died`.
    `message` is PyTorch's or Python's own words; `explanation` is ours, in English, and
    `explanation_key` with `explanation_fields` say it to `say`.
    `line`, `column`, `end_column` count from 1 and point into `file`; `end_column` is exclusive.
    """

    kind: ErrorKind
    type: str | None
    message: str
    explanation: str | None
    explanation_key: str | None
    explanation_fields: dict[str, str | int]
    file: str | None
    line: int | None
    column: int | None
    end_column: int | None
    stage: Stage


class Environment(TypedDict):
    """The learner's interpreter and machine, as the run saw them."""

    python: str
    executable: str
    torch: str | None
    device_name: str | None
    platform: str
    threads: int


# `class` is a keyword, hence the functional form.
RunResult = TypedDict(
    "RunResult",
    {
        "class": str,
        "file": str,
        "line": int | None,
        "device": str,
        "constructor": Constructor | None,
        "input": Input | None,
        "output": str | None,
        "parameters": Parameters | None,
        "submodules": list[SubmoduleInfo],
        "unregistered": list[Unregistered] | None,
        "timing": Timing | None,
        "environment": Environment | None,
        "error": RunError | None,
        "output_text": str,
        "seconds": float,
        "graph_breaks": list[GraphBreak] | None,
        "recompiles": list[Recompile] | None,
        "memory": Memory | None,
        "warnings": list[Warning_],
        "values": list[LineValue],
        "before": Before | None,
        "state": list[StateFinding],
        "computed": bool,
    },
)


def blank_result(job: Job) -> dict[str, Any]:
    """A result (`RunResult`) in which nothing is known yet but what was asked for."""
    return {
        "class": job.class_name,
        "file": job.path,
        "line": None,
        "device": job.device,
        "constructor": None,
        "input": None,
        "output": None,
        "parameters": None,
        "submodules": [],
        "unregistered": None,
        "timing": None,
        "environment": None,
        "error": None,
        "output_text": "",
        "seconds": 0.0,
        "graph_breaks": None,
        "recompiles": None,
        "memory": None,
        "warnings": [],
        "values": [],
        "before": None,
        "state": [],
        "computed": True,
    }


@dataclass(slots=True)
class RunEvent:
    """One line from the runner: `stage` (it begins), `partial` or `done` (with the result so far)."""

    event: Literal["stage", "partial", "done"]
    stage: Stage | None = None
    result: dict[str, Any] = field(default_factory=dict)
