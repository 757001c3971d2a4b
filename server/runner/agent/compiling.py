"""torch.compile on this machine: can it work, the first call, and against eager."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import os
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from .inputs import Call
from .spec import tensors_in
from .timing import Comparison, Run, compare, synchronizer

_EAGER_SHARE = 0.25  # of the budget, for the time that is shown while it compiles


def no_timing(reason: str, key: str, threads: int, **fields: Any) -> dict[str, Any]:
    """A `Timing` without a comparison, and why."""
    return {
        "verdict": "not-available",
        "reason": reason,
        "reason_key": key,
        "reason_fields": fields,
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
    }


def obstacle(device: str) -> tuple[str, str, dict[str, Any]] | None:
    """Why torch.compile cannot work here: reason, key and fields of our sentence; or None."""
    if (found := no_tracing()) is not None:
        return found
    kind = torch.device(device).type
    if kind == "cpu" and (missing := _missing_compiler()):
        return f"there is no C++ compiler ({missing})", "reason-no-compiler", {"compiler": missing}
    if kind in ("cuda", "xpu") and importlib.util.find_spec("triton") is None:
        return "Triton is not installed", "reason-no-triton", {}
    return None


def no_tracing() -> tuple[str, str, dict[str, Any]] | None:
    """Likewise, why not even the front end of torch.compile works here."""
    try:
        from torch._dynamo.eval_frame import is_dynamo_supported

        supported = is_dynamo_supported()
    except Exception as error:  # noqa: BLE001 (a torch without a working dynamo says so in many ways)
        return f"torch.compile cannot start: {error}", "reason-broken", {"error": _first(error)}
    if not supported:
        version = "{}.{}".format(*sys.version_info[:2])
        fields: dict[str, Any] = {"python": version, "torch": str(torch.__version__)}
        return "torch.compile does not support this Python", "reason-python", fields
    return None


def _missing_compiler() -> str | None:
    from torch._inductor import config

    if sys.platform == "win32":
        names: tuple[str | None, ...] = (os.environ.get("CXX", "cl"),)
    else:
        configured = config.cpp.cxx
        names = tuple(configured) if isinstance(configured, (list, tuple)) else (configured,)
    known = [name for name in names if name]
    return None if any(shutil.which(name) for name in known) else " / ".join(known)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No warnings, no log lines, and nothing of what the learner's code prints each time."""
    loggers = [logging.getLogger(name) for name in ("torch._dynamo", "torch._inductor")]
    levels = [logger.level for logger in loggers]
    nowhere = _Nowhere()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


class Measurement:
    """Eager and compiled calls of one model; `timing` is the `Timing` so far."""

    def __init__(
        self, model: nn.Module, call: Call, device: str, threads: int, budget_s: float
    ) -> None:
        self._model = model.eval()
        self._call = call
        self._device = device
        self._threads = threads
        self._budget_s = budget_s
        self._synchronize = synchronizer(device)
        self._compiled: Callable[..., Any] = model
        self.timing = no_timing("torch.compile is not measured yet", "reason-not-yet", threads)

    def _runner(self, function: Callable[..., Any]) -> Run:
        args, kwargs = self._call.args, self._call.kwargs

        def run() -> Any:
            with torch.no_grad():
                return function(*args, **kwargs)

        return run

    def eager(self) -> None:
        """The time of an eager call, from eager against itself."""
        run = self._runner(self._model)
        result = compare(
            run,
            run,
            device=self._device,
            budget_s=self._budget_s * _EAGER_SHARE,
            threads=self._threads,
        )
        self.timing["eager_ms"] = result.a_s * 1e3
        self.timing["clock"] = result.clock

    def first_call(self) -> None:
        """Compile, by calling once. Raises what torch.compile raises."""
        start = time.perf_counter()
        self._compiled = torch.compile(self._model)
        self._runner(self._compiled)()
        self._synchronize()
        self.timing["first_call_s"] = time.perf_counter() - start
        self.timing["cached"] = _was_cached()

    def steady_state(self) -> None:
        """Compare; then `timing` is complete."""
        eager, compiled = self._runner(self._model), self._runner(self._compiled)
        self.timing["max_difference"] = _difference(eager, compiled)
        result = compare(
            eager,
            compiled,
            device=self._device,
            budget_s=self._budget_s,
            threads=self._threads,
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
        )

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
            self.give_up(f"{name}: {_first(error)}", "reason-error", error=_first(error))


def _was_cached() -> bool | None:
    """Whether every graph came from the cache on disk; None where torch does not count."""
    from torch._dynamo.utils import counters

    hits = counters["inductor"]["fxgraph_cache_hit"]
    misses = counters["inductor"]["fxgraph_cache_miss"]
    return misses == 0 if hits or misses else None


def _first(error: BaseException) -> str:
    """The first line of an error that says something, without the paths and hints after it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200]


def _break_even(result: Comparison, first_call_s: float | None) -> int | None:
    saved = result.a_s - result.b_s
    if result.verdict != "faster" or first_call_s is None or saved <= 0:
        return None
    return round(first_call_s / saved)


def _difference(eager: Run, compiled: Run) -> float | None:
    """The largest absolute difference of the outputs; None when eager does not repeat itself."""
    outputs = []
    for run in (eager, eager, compiled):
        torch.manual_seed(0)
        outputs.append([t.detach().clone() for t in tensors_in(run())])
    first, second, other = outputs
    if len(first) != len(other) or _largest(first, second) != 0:
        return None
    return _largest(first, other)


def _largest(left: list[torch.Tensor], right: list[torch.Tensor]) -> float | None:
    largest = 0.0
    for a, b in zip(left, right, strict=True):
        if a.shape != b.shape:
            return None
        if a.numel():
            wide = torch.complex128 if a.is_complex() else torch.float64
            # mps has no float64
            gap = (a.cpu().to(wide) - b.cpu().to(wide)).abs()
            largest = max(largest, float(gap.nan_to_num(0.0).max()))
    return largest
