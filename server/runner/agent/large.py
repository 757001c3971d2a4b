"""Models that would not fit into memory: built on the meta device, so that only shapes are known."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

# Parameters, gradients and values of forward need about this much more than the parameters.
_SHARE = 0.4


def free_bytes(device: str, memory_mb: int) -> int | None:
    """Memory that a model may take: of the device, or what is free here and allowed; None: unknown."""
    if torch.device(device).type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if torch.device(device).type != "cpu":
        return None
    limits = [memory_mb << 20] if memory_mb else []
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        available = next(line for line in lines if line.startswith("MemAvailable"))
        limits.append(int(available.split()[1]) << 10)
    if not limits and hasattr(os, "sysconf"):
        with contextlib.suppress(OSError, ValueError):
            limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)
    return min(limits, default=None)


def without_memory(make: Callable[[], nn.Module]) -> nn.Module | None:
    """What `make` builds, with shapes and no numbers; None when that cannot be done."""
    try:
        with (
            torch.device("meta"),
            contextlib.redirect_stdout(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            return make()
    except (Exception, SystemExit):  # noqa: BLE001 (code that needs numbers: built for real then)
        return None


def ways(
    light: nn.Module, make: Callable[[], nn.Module]
) -> Iterator[tuple[contextlib.AbstractContextManager[Any], str, nn.Module]]:
    """How the shapes of forward may be found: what to do it in, on which device, with which Module.

    The meta device is fast. Code that asks for another device by name, or what has no kernel there,
    needs fake tensors, which pretend to be on the device they were asked for.
    """
    yield torch.device("meta"), "meta", light
    from torch._subclasses.fake_tensor import FakeTensorMode

    logging.getLogger(FakeTensorMode.__module__).setLevel(
        logging.CRITICAL
    )  # it logs what it raises
    mode = FakeTensorMode(allow_non_fake_inputs=True)
    with contextlib.redirect_stdout(io.StringIO()), mode:
        model = make()
    yield mode, "cpu", model


# What fake tensors raise where only numbers would tell.
NEEDS_NUMBERS = frozenset(
    {"DataDependentOutputException", "DynamicOutputShapeException", "UnsupportedOperatorException"}
    | {"UnsupportedFakeTensorException", "GuardOnDataDependentSymNode"}
)


def is_too_large(model: nn.Module, free: int) -> bool:
    """Whether the parameters and buffers of `model` take too much of `free` bytes."""
    tensors = [t for t in (*model.parameters(), *model.buffers()) if not nn.parameter.is_lazy(t)]
    return sum(t.numel() * t.element_size() for t in tensors) > _SHARE * free
