"""Is B faster than A? Interleaved measurements that a busy laptop does not fool.

Blocks of calls of A and B alternate in random order, and verdicts.py reads the pairs. Timing one
after the other, as most benchmarks do, calls the same model "faster than itself" in most trials on
a busy machine.
"""

from __future__ import annotations

import gc
import math
import random
import sys
from collections.abc import Callable
from time import perf_counter, process_time, thread_time
from typing import Any

import torch

from .verdicts import FEWEST_PAIRS, Block, Comparison, Pair, conclude

Run = Callable[[], Any]

_BLOCK_S = 1e-3  # shorter blocks measure the clock, longer ones are interrupted more often
_GPU_BLOCK_S = 2e-3  # a synchronisation costs some 10 µs
_MOST_PAIRS = 3000
_OVERTIME = 6  # times the budget, for slow models
_LIKE = 1.5  # sides that are closer than this run equally many calls in a block


# Learner code may put something else in their place.
_synchronize_mps = torch.mps.synchronize
_synchronize_cuda = torch.cuda.synchronize
_synchronize_xpu = torch.xpu.synchronize


def synchronizer(device: str) -> Callable[[], None]:
    """What waits for the device to finish its queue; nothing to wait for on the CPU."""
    wanted = torch.device(device)
    if wanted.type == "cpu":
        return lambda: None
    if wanted.type == "mps":
        return _synchronize_mps
    if wanted.type == "cuda":
        return lambda: _synchronize_cuda(wanted)
    if wanted.type == "xpu":
        return lambda: _synchronize_xpu(wanted)
    accelerator: Any = getattr(torch, "accelerator", None)  # torch 2.6 and newer
    synchronize: Callable[[], None] = accelerator.synchronize
    return synchronize


def _switches() -> int:
    """Involuntary context switches of this thread so far; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    # Only Linux tells of one thread.
    who = getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)
    return resource.getrusage(who).ru_nivcsw


class _Side:
    def __init__(self, run: Run, synchronize: Callable[[], None], clock: Callable[[], float]):
        self._run = run
        self._synchronize = synchronize
        self._clock = clock
        self.calls = 1
        self.call_s = 0.0

    def block(self) -> Block:
        self._synchronize()
        switches = _switches()
        cpu = self._clock()
        wall = perf_counter()
        for _ in range(self.calls):
            self._run()
        self._synchronize()
        wall = perf_counter() - wall
        cpu = self._clock() - cpu
        return Block(wall / self.calls, cpu / self.calls, _switches() != switches)

    def prepare(self, most_s: float, warm_ups: int, block_s: float) -> None:
        """Warm up, then find how many calls make a block."""
        deadline = perf_counter() + most_s
        took = [self.block().wall]
        while len(took) < warm_ups and perf_counter() < deadline:
            took.append(self.block().wall)
        self.call_s = min(took[-3:])
        while self.call_s * self.calls < block_s and perf_counter() < deadline:
            wanted = math.ceil(1.1 * block_s / max(self.call_s, 1e-8))
            self.calls = max(self.calls + 1, min(wanted, self.calls * 10))
            self.call_s = min(self.block().wall for _ in range(2))


def compare(
    a: Run,
    b: Run,
    *,
    device: str = "cpu",
    budget_s: float = 2.0,
    threads: int = 1,
    warm_ups: int = 3,
    rounds: int = 2,
) -> Comparison:
    """Time `a` against `b` for about `budget_s` seconds, `rounds` times while it is undecided.

    The verdict is about B: `faster`, `slower`, `no-difference` (within 5 %) or `too-noisy`.
    """
    on_cpu = torch.device(device).type == "cpu"
    # With one thread, other threads of the process (a watchdog) do not count.
    clock = thread_time if threads == 1 else process_time
    sides = [_Side(run, synchronizer(device), clock) for run in (a, b)]
    for side in sides:
        side.prepare(budget_s / 4, warm_ups, _BLOCK_S if on_cpu else _GPU_BLOCK_S)
    slow, fast = sorted(sides, key=lambda side: -side.call_s)
    if slow.call_s < _LIKE * fast.call_s:  # so that caches are equally warm
        slow.calls = fast.calls = max(slow.calls, fast.calls)
    pairs: list[Pair] = []
    while True:
        _measure(sides[0], sides[1], budget_s, pairs)
        result = conclude(
            pairs,
            cpu_time=on_cpu and threads == 1,
            wall_only=not on_cpu or sys.platform == "win32",
        )
        rounds -= 1
        # A model with calls of a second would take minutes, and gain a few pairs.
        if rounds <= 0 or result.verdict != "too-noisy" or len(pairs) < 2 * FEWEST_PAIRS:
            return result


def _measure(a: _Side, b: _Side, budget_s: float, pairs: list[Pair]) -> None:
    """Add pairs for `budget_s` seconds."""
    chance = random.Random(len(pairs))
    start = perf_counter()
    gc.collect()
    collecting = gc.isenabled()
    gc.disable()
    try:
        while len(pairs) < _MOST_PAIRS:
            spent = perf_counter() - start
            enough = len(pairs) >= FEWEST_PAIRS and spent > budget_s
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
