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

Stage = Literal["start", "import", "build", "input", "forward", "audit", "eager", "compile", "measure"]
STAGES: tuple[Stage, ...] = (
    "start", "import", "build", "input", "forward", "audit", "eager", "compile", "measure",
)  # fmt: skip

Verdict = Literal["faster", "slower", "no-difference", "too-noisy", "not-available"]
UnregisteredKind = Literal["module", "parameter", "lost-parameter", "trainable-tensor", "tensor"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to run.

    `source` is the text on the learner's screen, saved or not; statements that do not parse are
    blanked out by the server, lines unchanged. `example` is None or the text after
    `# torchtutor: example`. `budget_s` bounds the steady-state measurement in seconds.
    `memory_mb` bounds the data segment of the process in MiB; 0 means no limit.
    """

    source: str
    path: str
    class_name: str
    device: str = "cpu"
    measure: bool = True
    threads: int = 1
    budget_s: float = 2.0
    memory_mb: int = 8192


class Unregistered(TypedDict):
    """State that PyTorch cannot see. `line` counts from 1, or is None when only the run knows of it."""

    path: str
    kind: UnregisteredKind
    file: str | None
    line: int | None
    shape: list[int] | None
    elements: int
    trained: bool


class SubmoduleInfo(TypedDict):
    """A direct or nested submodule in forward order. `line` is where it was assigned, from 1."""

    path: str
    type: str
    parameters: int
    output: str | None
    file: str | None
    line: int | None


class Timing(TypedDict):
    """Eager against compiled. `ratio` is eager time / compiled time: above 1, compiled is faster.

    `interval` is the 95 % interval of `ratio`. Milliseconds are medians of steady-state calls;
    `first_call_s` is the first compiled call, compilation included.
    """

    verdict: Verdict
    reason: str | None
    ratio: float | None
    interval: list[float] | None
    eager_ms: float | None
    compiled_ms: float | None
    first_call_s: float | None
    break_even_calls: int | None
    max_difference: float | None
    pairs: int
    clock: Literal["wall", "cpu"] | None
    threads: int


class RunError(TypedDict):
    """Why a run ended early.

    `kind` is `learner` (their code raised), `constructor` or `input` (we could not make one up),
    `environment` (no torch, too old, no such device), `timeout`, `memory`, `cancelled`, `died`.
    `message` is PyTorch's or Python's own words; `explanation` is ours.
    `line`, `column`, `end_column` count from 1 and point into `file`.
    """

    kind: str
    type: str | None
    message: str
    explanation: str | None
    file: str | None
    line: int | None
    column: int | None
    end_column: int | None
    stage: Stage


@dataclass(slots=True)
class RunEvent:
    """One line from the runner: `stage` (it begins), `partial` or `done` (with the result so far)."""

    event: Literal["stage", "partial", "done"]
    stage: Stage | None = None
    result: dict[str, Any] = field(default_factory=dict)
