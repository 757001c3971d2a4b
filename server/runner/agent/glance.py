"""A first number, milliseconds after forward works; the measurement that follows replaces it."""

from __future__ import annotations

import statistics
from time import perf_counter

import torch
from torch import nn

from .inputs import Call
from .timing import synchronizer

_ENOUGH_S = 0.02
_FEWEST = 3
_MOST = 50


def glance_ms(model: nn.Module, call: Call, device: str) -> float:
    """The median time of an eager call in milliseconds, from a fiftieth of a second."""
    synchronize = synchronizer(device)
    took: list[float] = []
    begun = perf_counter()
    with torch.no_grad():
        model(*call.args, **call.kwargs)
        synchronize()
        while len(took) < _FEWEST or (len(took) < _MOST and perf_counter() - begun < _ENOUGH_S):
            start = perf_counter()
            model(*call.args, **call.kwargs)
            synchronize()
            took.append(perf_counter() - start)
    return statistics.median(took) * 1e3
