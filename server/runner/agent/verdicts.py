"""From paired blocks of calls to a verdict. Pure arithmetic, so that it can be tried on records.

Rules were chosen on recorded trials of a model against its copy, and against one with a tenth more
to do, on a busy machine (`benchmarks/honesty.py` measures what they are worth). Three readings of
the same pairs are taken, since each is blind to another kind of noise:

- wall-clock time of the pairs that the scheduler left alone;
- the thread's CPU time of all pairs, which does not count while another process has the core;
- the best CPU time of each side in ten pairs, which leaves out what a shared cache costs.

A claim needs one reading whose whole 95 % interval lies beyond 5 %, in both halves of the
measurement, and no reading that claims the opposite.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

CLAIM = 1.05  # a smaller difference is none
HALF = 1.03  # what each half of the measurement must show by itself
BUSY_CLAIM = 1.25  # from a busy machine and little evidence
FEWEST_PAIRS = 12  # undisturbed ones, for the wall clock to say anything
_FEWEST_FOR_INTERVAL = 6  # the range of six values holds the median with 97 %
_FEWEST_BUSY_PAIRS = 100  # from which on CPU time can be trusted with small differences
_GROUP = 10
# A model that waits (for a file, another thread) is slow by the wall clock only.
_WAITING = 1.15


@dataclass(frozen=True)
class Block:
    """Seconds per call by each clock, and whether the scheduler interrupted."""

    wall: float
    cpu: float
    disturbed: bool


Pair = tuple[Block, Block]


@dataclass(frozen=True)
class Comparison:
    """`ratio` is the time of A / the time of B; seconds are medians per call.

    `a_samples` and `b_samples` are the blocks behind the medians, by `clock`. `undisturbed` is the
    share of pairs that the scheduler left alone.
    """

    verdict: str
    ratio: float | None
    interval: tuple[float, float] | None
    a_s: float
    b_s: float
    pairs: int
    clock: str
    undisturbed: float
    a_samples: list[float]
    b_samples: list[float]


def median_interval(
    values: Sequence[float], confidence: float = 0.95
) -> tuple[float, float] | None:
    """Order statistics that hold the median with `confidence`, whatever the distribution.

    None when there are too few values for that.
    """
    ordered = sorted(values)
    count = len(ordered)
    tail, cut = 0.0, 0
    while cut < count // 2:
        tail += math.comb(count, cut) / 2**count  # of integers: a float would overflow
        if tail > (1 - confidence) / 2:
            break
        cut += 1
    return (ordered[cut - 1], ordered[count - cut]) if cut else None


@dataclass(frozen=True)
class _Reading:
    verdict: str
    ratio: float | None
    interval: tuple[float, float] | None


def conclude(pairs: Sequence[Pair], *, cpu_time: bool, wall_only: bool = False) -> Comparison:
    """The verdict about B.

    `cpu_time`: whether the CPU clock covers the work (one thread on the CPU). `wall_only`: the
    system does not tell of interruptions, or the work is elsewhere.
    """
    calm = [p for p in pairs if wall_only or not (p[0].disturbed or p[1].disturbed)]
    share = len(calm) / len(pairs) if pairs else 0.0
    enough = len(calm) >= FEWEST_PAIRS
    waiting = enough and statistics.median(b.wall / max(b.cpu, 1e-9) for p in calm for b in p)
    if wall_only or not cpu_time or waiting > _WAITING:
        used = calm if enough or wall_only else list(pairs)
        claim = CLAIM if enough or wall_only else BUSY_CLAIM
        reading = _read([p.wall / q.wall for p, q in used if q.wall > 0], claim)
        return _comparison(reading, [(p.wall, q.wall) for p, q in used], "wall", share)
    readings = [_read([p.wall / q.wall for p, q in calm], CLAIM)] if enough else []
    claim = CLAIM if len(pairs) >= _FEWEST_BUSY_PAIRS else BUSY_CLAIM
    readings.append(_read([p.cpu / q.cpu for p, q in pairs if q.cpu > 0], claim))
    readings.append(_read(_best_of_groups(pairs), CLAIM))
    reading = _agree(readings)
    if enough:
        return _comparison(reading, [(p.wall, q.wall) for p, q in calm], "wall", share)
    return _comparison(reading, [(p.cpu, q.cpu) for p, q in pairs], "cpu", share)


def _best_of_groups(pairs: Sequence[Pair]) -> list[float]:
    starts = range(0, len(pairs) - _GROUP + 1, _GROUP)
    groups = [pairs[start : start + _GROUP] for start in starts]
    best = [(min(p.cpu for p, _ in g), min(q.cpu for _, q in g)) for g in groups]
    return [a / b for a, b in best if b > 0]


def _read(ratios: list[float], claim: float) -> _Reading:
    middle = statistics.median(ratios) if ratios else None
    interval = median_interval(ratios)
    if interval is None or len(ratios) < _FEWEST_FOR_INTERVAL:
        return _Reading("too-noisy", middle, None)
    low, high = interval
    half = len(ratios) // 2
    halves = [statistics.median(part) for part in (ratios[:half], ratios[half:])]
    if low >= claim and min(halves) >= HALF:
        verdict = "faster"
    elif high <= 1 / claim and max(halves) <= 1 / HALF:
        verdict = "slower"
    elif low >= 1 / CLAIM and high <= CLAIM:
        verdict = "no-difference"
    else:
        verdict = "too-noisy"
    return _Reading(verdict, middle, interval)


def _agree(readings: list[_Reading]) -> _Reading:
    """The first reading with the verdict that stands; the first of all where none does.

    Two readings with different verdicts contradict each other: then nothing can be said.
    """
    said = {reading.verdict for reading in readings} - {"too-noisy"}
    first = next((r for r in readings if r.interval is not None), readings[0])
    if len(said) > 1:
        return _Reading("too-noisy", first.ratio, first.interval)
    for verdict in ("faster", "slower", "no-difference"):
        if verdict in said:
            return next(r for r in readings if r.verdict == verdict)
    return first


def _comparison(
    reading: _Reading, times: list[tuple[float, float]], clock: str, undisturbed: float
) -> Comparison:
    a, b = [a for a, _ in times], [b for _, b in times]
    return Comparison(
        verdict=reading.verdict,
        ratio=reading.ratio,
        interval=reading.interval,
        a_s=statistics.median(a) if a else 0.0,
        b_s=statistics.median(b) if b else 0.0,
        pairs=len(times),
        clock=clock,
        undisturbed=undisturbed,
        a_samples=a,
        b_samples=b,
    )
