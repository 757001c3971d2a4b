"""The parts of a `RunResult` about its speed: times, memory, and what torch.compile made of it.

Lines and columns count from 1.
"""

from __future__ import annotations

from typing import Literal, TypedDict

Verdict = Literal["faster", "slower", "no-difference", "too-noisy", "not-available"]
Mode = Literal["inference", "training"]
CompileMode = Literal["default", "reduce-overhead", "max-autotune", "max-autotune-no-cudagraphs"]


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
