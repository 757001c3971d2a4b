"""What the first compiled call was spent on, as torch's own counters have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def split(first_call_s: float) -> tuple[float | None, float | None]:
    """Seconds of tracing (Python to a graph) and of the backend (the graph to machine code).

    From what torch recorded since the process began; None, None where this version does not.
    """
    metrics = _metrics()
    trace = backend = 0.0
    for entry in metrics:
        whole, inner = _pair(entry)
        trace += max(0.0, whole - inner)
        backend += inner + _micro(entry, "backward_cumulative_compile_time_us")
    if not metrics or trace + backend > 1.05 * first_call_s:
        return None, None
    return trace, backend


def forget() -> None:
    """Drop what was recorded, so that `split` is about what follows."""
    from torch._dynamo import utils

    clear: Callable[[], None] | None = getattr(utils, "clear_compilation_metrics", None)
    if clear is not None:
        clear()


def cached() -> bool | None:
    """Whether every graph came from the cache on disk; None where torch does not count."""
    from torch._dynamo.utils import counters

    hits = (
        counters["inductor"]["fxgraph_cache_hit"] + counters["aot_autograd"]["autograd_cache_hit"]
    )
    misses = counters["inductor"]["fxgraph_cache_miss"]
    return misses == 0 if hits or misses else None


def cudagraphs_skipped() -> str | None:
    """Why CUDA graphs were not used, in PyTorch's words; None when they were.

    Written after torch's source (`log_cudagraph_skip_and_bump_counter`); no GPU was there to try it.
    """
    from torch._dynamo.utils import counters

    if not counters["inductor"]["cudagraph_skips"]:
        return None
    reasons = (getattr(entry, "cudagraph_skip_reason", None) for entry in _metrics())
    return next((str(reason) for reason in reasons if reason), "PyTorch does not say why")


def _metrics() -> list[Any]:
    from torch._dynamo import utils

    recorded: Callable[[], list[Any]] | None = getattr(utils, "get_compilation_metrics", None)
    return list(recorded()) if recorded is not None else []


def _pair(entry: Any) -> tuple[float, float]:
    """Whole and backend seconds of one function; the times of torch are nested."""
    whole = _micro(entry, "dynamo_cumulative_compile_time_us")
    inner = _micro(entry, "aot_autograd_cumulative_compile_time_us")
    if whole:
        return whole, inner
    older = getattr(entry, "entire_frame_compile_time_s", None)  # torch 2.4 and 2.5
    return older or 0.0, getattr(entry, "backend_compile_time_s", None) or 0.0


def _micro(entry: Any, name: str) -> float:
    return (getattr(entry, name, None) or 0) / 1e6
