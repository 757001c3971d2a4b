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

PROTOCOL_VERSION = 1

Stage = Literal[
    "start", "import", "build", "input", "forward", "audit", "eager", "graphs", "compile", "measure"
]
STAGES: tuple[Stage, ...] = (
    "start", "import", "build", "input", "forward", "audit", "eager", "graphs", "compile",
    "measure",
)  # fmt: skip

Verdict = Literal["faster", "slower", "no-difference", "too-noisy", "not-available"]
ErrorKind = Literal[
    "learner", "constructor", "input", "environment", "timeout", "memory", "cancelled", "died"
]
Mode = Literal["inference", "training"]
CompileMode = Literal["default", "reduce-overhead", "max-autotune", "max-autotune-no-cudagraphs"]
UnregisteredKind = Literal["module", "parameter", "lost-parameter", "trainable-tensor", "tensor"]


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


class Unregistered(TypedDict):
    """State that PyTorch cannot see. `line` counts from 1, or is None when only the run knows of it."""

    path: str
    kind: UnregisteredKind
    file: str | None
    line: int | None
    shape: list[int] | None
    elements: int
    trained: bool


StateKind = Literal[
    "not-called", "cut-off", "unused", "no-gradients", "shared", "not-saved", "differs", "stays",
    "made-elsewhere",
]  # fmt: skip


class StateFinding(TypedDict):
    """What one step showed about registered state: `not-called`, `cut-off` (called, no gradient),
    `unused` (a parameter), `no-gradients` (none at all), `shared` with `other`, `not-saved`, and
    `differs` (two calls in evaluation mode). A Module that was moved to the meta device left a
    tensor that forward uses behind (`stays`), or made one elsewhere by `path` (`made-elsewhere`).
    `line` counts from 1."""

    kind: StateKind
    path: str
    other: str
    elements: int
    file: str | None
    line: int | None


class SubmoduleInfo(TypedDict):
    """A direct or nested submodule in forward order. `line` is where it was assigned, from 1.

    `share` is its part of the time of forward, 0 to 1; None when it was not called.
    """

    path: str
    type: str
    parameters: int
    output: str | None
    file: str | None
    line: int | None
    share: float | None


class TensorInfo(TypedDict):
    """A tensor that a line assigned; of a list or tuple of equal ones, one, and how many `items`."""

    shape: list[int]
    dtype: str
    device: str
    requires_grad: bool
    bytes: int
    items: int


class LineValue(TypedDict):
    """What a line of the file assigned to `name` (`return` for what was returned), with the
    distinct values of its `count` times. `line` counts from 1: the last one of the statement."""

    line: int
    name: str
    count: int
    values: list[TensorInfo]


class Samples(TypedDict):
    """Times per call of single blocks, in ms, in the order in which they were measured."""

    eager_ms: list[float]
    compiled_ms: list[float]


class SweepPoint(TypedDict):
    """One batch size; `first_call_s` includes compiling where this size needed it."""

    batch: int
    eager_ms: float
    compiled_ms: float
    ratio: float | None
    interval: list[float] | None
    verdict: Verdict
    clock: Literal["wall", "cpu"]
    first_call_s: float


class Timing(TypedDict):
    """Eager against compiled. `ratio` is eager time / compiled time: above 1, compiled is faster.

    `interval` is the 95 % interval of `ratio`. Milliseconds are medians of steady-state calls;
    `first_call_s` is the first compiled call, compilation included; `cached` when PyTorch found the
    compiled code on disk, from an earlier run. `clock` is what the medians and
    the ratio come from: wall-clock time, or CPU time when the machine was busy. Of the first call,
    `trace_s` went from Python to a graph and `backend_s` from there to machine code.
    `eager_error` is how far eager outputs are from double precision, `agrees` whether the
    difference of compiled ones is rounding. `undisturbed` is the share of measurements that no
    other process interrupted. `reason` says in
    English why the verdict is `not-available`; `reason_key` and `reason_fields` say it to `say`.
    """

    verdict: Verdict
    reason: str | None
    reason_key: str | None
    reason_fields: dict[str, str | int]
    ratio: float | None
    interval: list[float] | None
    eager_ms: float | None
    compiled_ms: float | None
    first_call_s: float | None
    cached: bool | None
    break_even_calls: int | None
    max_difference: float | None
    pairs: int
    clock: Literal["wall", "cpu"] | None
    threads: int
    mode: Mode
    compile_mode: CompileMode
    trace_s: float | None
    backend_s: float | None
    gradient_difference: float | None
    eager_error: float | None
    agrees: bool | None
    undisturbed: float | None
    cudagraphs_skipped: str | None
    samples: Samples
    sweep: list[SweepPoint] | None
    eager_interval_ms: list[float] | None
    compiled_interval_ms: list[float] | None


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


class Constructor(TypedDict):
    """How the Module was built: `Net(128, 4)` and, in English, where the arguments come from."""

    call: str
    source: str
    source_key: str
    source_fields: dict[str, str | int]


class Argument(TypedDict):
    """One argument of forward; `shape` and `dtype` are None for what is not a tensor."""

    name: str
    shape: list[int] | None
    dtype: str | None


class Input(TypedDict):
    """What forward was called with, as code, and where it comes from."""

    arguments: list[Argument]
    call: str
    source: str
    source_key: str
    source_fields: dict[str, str | int]


class Parameters(TypedDict):
    """What `model.parameters()` yields: how many tensors, and how many numbers in them."""

    tensors: int
    elements: int


class GraphBreak(TypedDict):
    """A place where torch.compile splits the model (`break`), or leaves a method to Python (`skip`).

    `name` is ours for the usual reasons, `other` for the rest; `what` is the code. `reason` and
    `hint` say it in English, for `other` in PyTorch's words, which are in `words`, `torch_hint`.
    `line`, `column`, `end_column` count from 1 and point into `file`; `end_column` is exclusive.
    """

    file: str | None
    line: int | None
    column: int | None
    end_column: int | None
    kind: Literal["break", "skip"]
    name: str
    what: str
    words: str
    torch_hint: str
    reason: str
    hint: str


class Recompile(TypedDict):
    """What made torch.compile compile again, and on which kind of call.

    `name` `new-size` and `training` are normal: they happen once. `words` are PyTorch's guard.
    """

    trigger: Literal["same-input", "batch-size", "training-mode"]
    name: str
    what: str
    words: str
    sentence: str
    file: str | None
    line: int | None


class Memory(TypedDict):
    """Bytes. `saved_for_backward` is what autograd keeps of one forward, besides the parameters.

    `device_peak` is the most a GPU held during forward, `process_peak` what the whole process took.
    """

    parameters: int
    buffers: int
    saved_for_backward: int | None
    device_peak: int | None
    process_peak: int | None


class Warning_(TypedDict):
    """Something that makes the times wrong; `sentence` is in English."""

    key: str
    fields: dict[str, str | int]
    sentence: str


class Before(TypedDict):
    """The last run of the same class, device and kind of timing; `when` is local time."""

    when: str
    parameters: int
    input: str
    clock: Literal["wall", "cpu"]
    eager_ms: float
    eager_interval_ms: list[float] | None
    compiled_ms: float | None
    compiled_interval_ms: list[float] | None


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
