"""Is B faster than A? Interleaved measurements that a busy laptop does not fool.

Blocks of calls of A and B alternate in random order; each pair gives a ratio, and the verdict comes
from a distribution-free 95 % interval of the median ratio. A block that the scheduler interrupted
does not count; when too few are left, CPU time is used instead of wall-clock time, and `clock` says
so. Timing one after the other, as most benchmarks do, calls the same model "faster than itself" in
most trials on a busy machine.
"""

from __future__ import annotations

import gc
import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

Run = Callable[[], Any]

CLAIM = 1.05  # a smaller difference is none
_BLOCK_S = 2e-3  # shorter blocks measure the clock
_FEWEST_PAIRS = 12
_FEWEST_FOR_INTERVAL = 6  # the range of six values holds the median with 97 %
_MOST_PAIRS = 400
_OVERTIME = 6  # times the budget, for slow models
# On a busy machine CPU time drifts too (shared caches, frequency): only large effects count.
_BUSY_WALL_PER_CPU = 1.3
_BUSY_CLAIM = 1.25


@dataclass(frozen=True)
class Block:
    """Seconds per call by each clock, and whether the scheduler interrupted."""

    wall: float
    cpu: float
    disturbed: bool


@dataclass(frozen=True)
class Comparison:
    """`ratio` is the time of A / the time of B; seconds are medians per call."""

    verdict: str
    ratio: float | None
    interval: tuple[float, float] | None
    a_s: float
    b_s: float
    pairs: int
    clock: str


def synchronizer(device: str) -> Callable[[], None]:
    """What waits for the device to finish its queue."""
    kind = torch.device(device).type
    if kind == "cpu":
        return lambda: None
    backend = {"cuda": torch.cuda, "mps": torch.mps, "xpu": getattr(torch, "xpu", None)}[kind]
    assert backend is not None
    synchronize: Callable[[], None] = backend.synchronize
    return synchronize


def _switches() -> int:
    """Involuntary context switches of this process so far; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw


class _Side:
    def __init__(self, run: Run, synchronize: Callable[[], None], clock: Callable[[], float]):
        self._run = run
        self._synchronize = synchronize
        self._clock = clock
        self.calls = 1

    def block(self) -> Block:
        self._synchronize()
        switches = _switches()
        cpu = self._clock()
        wall = time.perf_counter()
        for _ in range(self.calls):
            self._run()
        self._synchronize()
        wall = time.perf_counter() - wall
        cpu = self._clock() - cpu
        return Block(wall / self.calls, cpu / self.calls, _switches() != switches)

    def prepare(self, most_s: float) -> None:
        """Warm up, then find how many calls make a block."""
        deadline = time.perf_counter() + most_s
        took = self.block().wall
        for _ in range(2):
            if time.perf_counter() > deadline:
                return
            took = self.block().wall
        while took * self.calls < _BLOCK_S and time.perf_counter() < deadline:
            wanted = math.ceil(1.2 * _BLOCK_S / max(took, 1e-8))
            self.calls = max(self.calls + 1, min(wanted, self.calls * 10))
            took = self.block().wall


def compare(
    a: Run, b: Run, *, device: str = "cpu", budget_s: float = 2.0, threads: int = 1
) -> Comparison:
    """Time `a` against `b` for about `budget_s` seconds.

    The verdict is about B: `faster` when the whole interval is above 1.05 and both halves of the
    measurement agree, `slower` likewise, `no-difference` when the interval lies within
    1/1.05 to 1.05, else `too-noisy`.
    """
    on_cpu = torch.device(device).type == "cpu"
    # With one thread, other threads of the process (a watchdog) do not count.
    clock = time.thread_time if threads == 1 else time.process_time
    sides = [_Side(run, synchronizer(device), clock) for run in (a, b)]
    for side in sides:
        side.prepare(budget_s / 4)
    pairs = _measure(sides[0], sides[1], budget_s)
    calm = [pair for pair in pairs if not (pair[0].disturbed or pair[1].disturbed)]
    if not on_cpu:  # a GPU's work is not in the CPU's time
        return _conclude([(p.wall, q.wall) for p, q in pairs], "wall", CLAIM)
    if len(calm) >= _FEWEST_PAIRS or sys.platform == "win32":
        return _conclude([(p.wall, q.wall) for p, q in calm], "wall", CLAIM)
    stretch = sorted(block.wall / max(block.cpu, 1e-9) for pair in pairs for block in pair)
    # With several threads, CPU time is longer than wall time by itself: be careful always.
    busy = threads > 1 or stretch[int(0.9 * len(stretch))] > _BUSY_WALL_PER_CPU
    return _conclude([(p.cpu, q.cpu) for p, q in pairs], "cpu", _BUSY_CLAIM if busy else CLAIM)


def _measure(a: _Side, b: _Side, budget_s: float) -> list[tuple[Block, Block]]:
    pairs: list[tuple[Block, Block]] = []
    chance = random.Random(0)
    start = time.perf_counter()
    gc.collect()
    collecting = gc.isenabled()
    gc.disable()
    try:
        while len(pairs) < _MOST_PAIRS:
            spent = time.perf_counter() - start
            enough = len(pairs) >= _FEWEST_PAIRS and spent > budget_s
            if enough or (pairs and spent > _OVERTIME * budget_s):
                break
            if chance.random() < 0.5:
                first = a.block()
                pairs.append((first, b.block()))
            else:
                second = b.block()
                pairs.append((a.block(), second))
    finally:
        if collecting:
            gc.enable()
    return pairs


def median_interval(values: list[float], confidence: float = 0.95) -> tuple[float, float] | None:
    """Order statistics that hold the median with `confidence`, whatever the distribution.

    None when there are too few values for that.
    """
    ordered = sorted(values)
    count = len(ordered)
    tail, cut = 0.0, 0
    while cut < count // 2:
        tail += math.comb(count, cut) / 2**count  # integers: no overflow
        if tail > (1 - confidence) / 2:
            break
        cut += 1
    return (ordered[cut - 1], ordered[count - cut]) if cut else None


def _conclude(times: list[tuple[float, float]], clock: str, claim: float) -> Comparison:
    ratios = [a / b for a, b in times if a > 0 and b > 0]
    a_s = statistics.median(a for a, _ in times) if times else 0.0
    b_s = statistics.median(b for _, b in times) if times else 0.0
    interval = median_interval(ratios)
    if interval is None or len(ratios) < _FEWEST_FOR_INTERVAL:
        ratio = statistics.median(ratios) if ratios else None
        return Comparison("too-noisy", ratio, None, a_s, b_s, len(ratios), clock)
    low, high = interval
    half = len(ratios) // 2
    halves = [statistics.median(part) for part in (ratios[:half], ratios[half:])]
    if low >= claim and min(halves) >= CLAIM:
        verdict = "faster"
    elif high <= 1 / claim and max(halves) <= 1 / CLAIM:
        verdict = "slower"
    elif low >= 1 / CLAIM and high <= CLAIM:
        verdict = "no-difference"
    else:
        verdict = "too-noisy"
    ratio = statistics.median(ratios)
    return Comparison(verdict, ratio, interval, a_s, b_s, len(ratios), clock)
