"""Eager and compiled time over batch sizes."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import torch
from torch import nn

from .inputs import Call
from .resizing import batch_of, resized
from .steps import make_run
from .timing import compare

_FACTORS = (1 / 8, 1 / 4, 1, 4, 16)  # of the batch in the example; not 1, which is compiled apart
_MOST_CALL_S = 0.5
_BUDGET_S = 0.5  # for each size


def sizes(batch: int) -> list[int]:
    """Which batches to try around the one in the example."""
    return sorted({max(2, round(batch * factor)) for factor in _FACTORS})


def sweep(
    model: nn.Module,
    compiled: Callable[..., Any],
    call: Call,
    *,
    mode: str,
    device: str,
    threads: int,
) -> list[dict[str, Any]] | None:
    """A `SweepPoint` for each batch size; None when no dimension of the input is a batch.

    Sizes that take long or do not fit into memory are left out, and all that are larger.
    """
    found = batch_of(model, call)
    if found is None:
        return None
    points = []
    for batch in sizes(found[1]):
        arguments = resized(call, *found, batch)
        eager = make_run(model, model, arguments, mode)
        fast = make_run(compiled, model, arguments, mode)
        try:
            start = perf_counter()
            eager()
            if perf_counter() - start > _MOST_CALL_S:
                break
            start = perf_counter()
            fast()  # compiles, for the first new size
            first_s = perf_counter() - start
            result = compare(
                eager, fast, device=device, budget_s=_BUDGET_S, threads=threads, rounds=1
            )
        except (MemoryError, RuntimeError) as error:
            if "memory" not in str(error).lower() and not isinstance(error, MemoryError):
                raise
            if torch.device(device).type == "cuda":
                torch.cuda.empty_cache()
            break
        points.append(
            {
                "batch": batch,
                "eager_ms": result.a_s * 1e3,
                "compiled_ms": result.b_s * 1e3,
                "ratio": result.ratio,
                "interval": list(result.interval) if result.interval else None,
                "verdict": result.verdict,
                "clock": result.clock,
                "first_call_s": first_s,
            }
        )
    return points
