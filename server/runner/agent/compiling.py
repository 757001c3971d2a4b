"""torch.compile on this machine: the first call, and against eager."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import torch
from torch import nn

from .agreeing import agreement
from .first_call import cached, cudagraphs_skipped, split
from .inputs import Call
from .obstacles import first_line
from .steps import Untrainable, arguments_of, make_run
from .sweep import sweep
from .timing import compare, synchronizer
from .verdicts import Comparison, median_interval

_EAGER_SHARE = 0.25  # of the budget, for the time that is shown while it compiles
_MOST_SAMPLES = 200  # of each side that the result carries
# CUDA graphs are recorded by the second call and replayed from the third on.
_CUDAGRAPH_WARM_UPS = 6

# Learner code may put something else in its place.
_compile = torch.compile


def no_timing(
    reason: str, key: str, threads: int, mode: str = "inference", compile_mode: str = "default"
) -> dict[str, Any]:
    """A `Timing` without a comparison, and why."""
    return {
        "verdict": "not-available",
        "reason": reason,
        "reason_key": key,
        "reason_fields": {},
        "ratio": None,
        "interval": None,
        "eager_ms": None,
        "compiled_ms": None,
        "first_call_s": None,
        "cached": None,
        "break_even_calls": None,
        "max_difference": None,
        "pairs": 0,
        "clock": None,
        "threads": threads,
        "mode": mode,
        "compile_mode": compile_mode,
        "trace_s": None,
        "backend_s": None,
        "gradient_difference": None,
        "eager_error": None,
        "agrees": None,
        "undisturbed": None,
        "cudagraphs_skipped": None,
        "samples": {"eager_ms": [], "compiled_ms": []},
        "sweep": None,
        "eager_interval_ms": None,
        "compiled_interval_ms": None,
    }


class Measurement:
    """Eager and compiled calls of one model; `timing` is the `Timing` so far.

    Leaves the model in the mode that is timed; `steps.unchanged` around it puts that right.
    """

    def __init__(
        self,
        model: nn.Module,
        call: Call,
        device: str,
        threads: int,
        budget_s: float,
        mode: str = "inference",
        compile_mode: str = "default",
    ) -> None:
        self._model = model
        self._call = call
        self._device = device
        self._threads = threads
        self._budget_s = budget_s
        self._mode = mode
        self._compile_mode = compile_mode
        self._synchronize = synchronizer(self._device)
        self._compiled: Callable[..., Any] = model
        self._eager = make_run(model, model, arguments_of(call), self._mode)
        self.timing = no_timing(
            "torch.compile is not measured yet",
            "reason-not-yet",
            self._threads,
            self._mode,
            self._compile_mode,
        )

    def eager(self) -> bool:
        """The time of an eager call, from eager against itself; False when it cannot be trained."""
        self._model.train(self._mode == "training")
        try:
            self._eager()
        except Exception as error:
            if self._mode == "inference":
                raise
            untrainable = isinstance(error, Untrainable)
            reason = "no output gets a gradient" if untrainable else first_line(error)
            self.give_up(reason, "reason-untrainable", error=reason)
            return False
        result = compare(
            self._eager,
            self._eager,
            device=self._device,
            budget_s=self._budget_s * _EAGER_SHARE,
            threads=self._threads,
            rounds=1,
        )
        self.timing["eager_ms"] = result.a_s * 1e3
        self.timing["clock"] = result.clock
        self.timing["eager_interval_ms"] = _interval(result.a_samples)
        self.timing["undisturbed"] = result.undisturbed
        self.timing["samples"] = {"eager_ms": _some(result.a_samples), "compiled_ms": []}
        return True

    def first_call(self) -> None:
        """Compile, by calling once. Raises what torch.compile raises."""
        from torch._dynamo.utils import counters

        self._model.train(self._mode == "training")
        counters.clear()
        start = perf_counter()
        mode = None if self._compile_mode == "default" else self._compile_mode
        self._compiled = _compile(self._model, mode=mode)
        self._run_compiled()()
        self._synchronize()
        self.timing["first_call_s"] = perf_counter() - start
        self.timing["trace_s"], self.timing["backend_s"] = split(self.timing["first_call_s"])
        self.timing["cached"] = cached()

    def steady_state(self) -> None:
        """Compare; then `timing` is complete."""
        arguments = arguments_of(self._call)
        self.timing.update(agreement(self._model, self._compiled, arguments, self._mode))
        result = compare(
            self._eager,
            self._run_compiled(),
            device=self._device,
            budget_s=self._budget_s,
            threads=self._threads,
            warm_ups=_CUDAGRAPH_WARM_UPS if self._cudagraphs else 3,
        )
        self.timing.update(
            verdict=result.verdict,
            reason=None,
            reason_key=None,
            reason_fields={},
            ratio=result.ratio,
            interval=list(result.interval) if result.interval else None,
            eager_ms=result.a_s * 1e3,
            compiled_ms=result.b_s * 1e3,
            break_even_calls=_break_even(result, self.timing["first_call_s"]),
            pairs=result.pairs,
            clock=result.clock,
            eager_interval_ms=_interval(result.a_samples),
            compiled_interval_ms=_interval(result.b_samples),
            undisturbed=result.undisturbed,
            samples={
                "eager_ms": _some(result.a_samples),
                "compiled_ms": _some(result.b_samples),
            },
        )
        if self._cudagraphs:
            self.timing["cudagraphs_skipped"] = cudagraphs_skipped()

    def sweep(self) -> None:
        """Other batch sizes."""
        self.timing["sweep"] = sweep(
            self._model,
            self._compiled,
            self._call,
            mode=self._mode,
            device=self._device,
            threads=self._threads,
        )

    @property
    def _cudagraphs(self) -> bool:
        with_graphs = self._compile_mode in ("reduce-overhead", "max-autotune")
        return with_graphs and torch.device(self._device).type == "cuda"

    def _run_compiled(self) -> Callable[[], Any]:
        arguments = arguments_of(self._call)
        run = make_run(self._compiled, self._model, arguments, self._mode)
        if not self._cudagraphs:
            return run

        mark_step: Callable[[], None] = torch.compiler.cudagraph_mark_step_begin

        def step() -> Any:
            # Else an output that is still held keeps the graph from being replayed.
            mark_step()
            return run()

        return step

    def give_up(self, reason: str, key: str, **fields: Any) -> None:
        """Keep what is known of eager, and say why there is no comparison."""
        self.timing.update(verdict="not-available", reason=reason, reason_key=key)
        self.timing["reason_fields"] = fields

    def fail(self, error: Exception) -> None:
        """`give_up` because compiling raised."""
        name = type(error).__name__
        if "InvalidCxxCompiler" in str(error) or "InvalidCxxCompiler" in name:
            self.give_up("there is no working C++ compiler", "reason-no-compiler", compiler="CXX")
        else:
            self.give_up(f"{name}: {first_line(error)}", "reason-error", error=first_line(error))


def _some(seconds: list[float]) -> list[float]:
    """At most so many of the samples, spread over the measurement, in milliseconds."""
    step = max(1, -(-len(seconds) // _MOST_SAMPLES))
    return [float(f"{value * 1e3:.4g}") for value in seconds[::step]]


def _interval(seconds: list[float]) -> list[float] | None:
    """Of the median, in milliseconds."""
    found = median_interval(seconds)
    return [value * 1e3 for value in found] if found else None


def _break_even(result: Comparison, first_call_s: float | None) -> int | None:
    saved = result.a_s - result.b_s
    if result.verdict != "faster" or first_call_s is None or saved <= 0:
        return None
    return round(first_call_s / saved)
