"""What a verdict of Run & time is worth on this machine, under whatever else it does.

    python benchmarks/honesty.py [--same 200] [--tenth 100] [--rounds 12] [--write]

Three figures, by the code that measures for learners (`server/runner/agent/timing.py`):

- a model against its copy: every verdict other than "no difference" and "too noisy" is false;
- a model against one with a tenth more layers: how often it is found within 4 s of measuring;
- medians against those of `torch.utils.benchmark.Timer`, taken in turns.

`--write` puts them into benchmarks/results/honesty.md in place of what is above the line `---`,
with the machine, the date, the load while measuring, and which rule for verdicts it was. What
stands below that line is kept: it is written by hand.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import hashlib
import math
import os
import platform
import resource
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import torch
from torch import nn
from torch.utils.benchmark import Timer
from torchtutor.server.runner.agent import verdicts as verdict_rule
from torchtutor.server.runner.agent.environment import describe
from torchtutor.server.runner.agent.timing import compare

RESULTS = Path(__file__).parent / "results" / "honesty.md"
BUDGET_S = 2.0  # as in a run; doubled by `compare` while it is undecided


class Residual(nn.Module):
    """`depth` equal layers, so that the work is proportional to it."""

    def __init__(self, depth: int, width: int = 128) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = x + torch.relu(layer(x))
        return x


def runner(model: nn.Module, x: torch.Tensor) -> Callable[[], Any]:
    """A call in evaluation mode, as a run makes it."""
    model.eval()

    def run() -> Any:
        with torch.no_grad():
            return model(x)

    return run


def verdicts(
    make: Callable[[], tuple[nn.Module, nn.Module]], trials: int
) -> tuple[Counter[str], list[float], list[float]]:
    """Verdicts, ratios and seconds of so many comparisons, each of newly made models."""
    said: Counter[str] = Counter()
    ratios, seconds = [], []
    x = torch.randn(32, 128)
    for trial in range(trials):
        one, other = make()
        start = time.perf_counter()
        found = compare(runner(one, x), runner(other, x), budget_s=BUDGET_S)
        seconds.append(time.perf_counter() - start)
        said[found.verdict] += 1
        ratios.append(found.ratio or 1.0)
        print(f"{trial + 1:4} {found.verdict:14} {ratios[-1]:.3f} {seconds[-1]:.1f} s", flush=True)
    return said, ratios, seconds


def copies() -> tuple[nn.Module, nn.Module]:
    """A model and its copy, which share the weights as eager and compiled calls of a model do.

    With weights of its own, a copy can really be slower: it depends on where they lie in memory.
    """
    model = Residual(10)
    return model, copy.deepcopy(model, {id(p): p for p in model.parameters()})


def a_tenth_more() -> tuple[nn.Module, nn.Module]:
    """22 layers and 20 of them."""
    model = Residual(22)
    fewer = Residual(20)
    fewer.layers = model.layers[:20]
    return model, fewer


def left_alone(timer: Timer, calls: int) -> float | None:
    """Timer's seconds per call; None when another process interrupted, which it does not look at."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw
    seconds = timer.timeit(calls).median
    return seconds if resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw == before else None


def agreement(rounds: int) -> list[tuple[str, float, float, float]]:
    """Name, our median, Timer's (both in ms), and the median of their ratio over the rounds."""
    models: list[tuple[str, nn.Module, torch.Tensor]] = [
        ("Residual(4), batch 32", Residual(4), torch.randn(32, 128)),
        ("Residual(20), batch 32", Residual(20), torch.randn(32, 128)),
        ("Conv2d(3, 16, 3), batch 8", nn.Conv2d(3, 16, 3), torch.randn(8, 3, 32, 32)),
    ]
    rows = []
    for name, model, x in models:
        run = runner(model, x)
        ours, theirs = [], []
        for _ in range(rounds):
            found = compare(run, run, budget_s=1.0, rounds=1)
            if found.clock != "wall":  # no block of ours was left alone
                continue
            timer = Timer("run()", globals={"run": run}, num_threads=1)
            calls = max(1, round(3e-4 / found.a_s))
            alone = [one for one in (left_alone(timer, calls) for _ in range(600)) if one]
            if len(alone) >= 12:
                ours.append(found.a_s * 1e3)
                theirs.append(statistics.median(alone) * 1e3)
        if not ours:
            print(f"{name}: the machine was too busy", flush=True)
            continue
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        rows.append((name, statistics.median(ours), statistics.median(theirs), ratio))
        print(f"{name}: {rows[-1][1]:.4f} ms, Timer {rows[-1][2]:.4f} ms, ratio {ratio:.3f}")
    return rows


def main() -> None:
    """Measure, print, and write when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--same", type=int, default=200)
    parser.add_argument("--tenth", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with Load() as load:
        same, ratios, _ = verdicts(copies, given.same)
        tenth, found, seconds = verdicts(a_tenth_more, given.tenth)
        rows = agreement(given.rounds)
    text = report(given, load.sentence, same, ratios, tenth, found, seconds, rows)
    print(text)
    if given.write:
        _, line, by_hand = RESULTS.read_text(encoding="utf-8").partition("\n---\n")
        RESULTS.write_text(text + line + by_hand, encoding="utf-8")


class Load:
    """What else the machine does meanwhile, looked at once a second from another thread."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._began, self._own = time.perf_counter(), time.process_time()
        self._whole = _busy_seconds()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        took = time.perf_counter() - self._began
        own = (time.process_time() - self._own) / took
        cores = os.cpu_count() or 1
        parts = [
            (
                f"Load average {min(self._seen):.1f} to {max(self._seen):.1f}, median "
                f"{statistics.median(self._seen):.1f}, in {took / 60:.1f} minutes"
            )
        ]
        if self._whole is not None and (whole := _busy_seconds()) is not None:
            others = max(0.0, (whole - self._whole) / took - own)
            parts.append(f"other processes used {others:.2f} of {cores} cores, this one {own:.2f}")
        if hasattr(os, "nice"):
            parts.append(f"priority nice {os.nice(0)}")
        self.sentence = "; ".join(parts) + "."

    def _watch(self) -> None:
        while True:
            self._seen.append(os.getloadavg()[0])
            if self._done.wait(1.0):
                return


def _busy_seconds() -> float | None:
    """CPU seconds that all processes used since the machine started; None where Linux does not say."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()
    except OSError:
        return None
    user, nice, system, _, _, irq, softirq = map(int, first[1:8])
    return (user + nice + system + irq + softirq) / float(os.sysconf("SC_CLK_TCK"))


def rule() -> str:
    """Which rule for verdicts was measured: its numbers, and what its source is at this moment."""
    source = Path(str(verdict_rule.__file__)).read_bytes()
    digest = hashlib.sha256(source).hexdigest()[:12]
    return (
        f"Rule: the 95 % interval beyond {verdict_rule.CLAIM - 1:.0%}, each half beyond "
        f"{verdict_rule.HALF - 1:.0%}, no reading that contradicts (`verdicts.py`, SHA-256 {digest}…); "
        f"{BUDGET_S:g} s of measuring, doubled while undecided."
    )


def at_most(found: int, of: int) -> float:
    """The upper end of a one-sided 95 % interval for a share, exactly (Clopper and Pearson)."""
    low, high = found / of, 1.0
    for _ in range(60):
        share = (low + high) / 2
        seen = sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(found + 1))
        low, high = (share, high) if seen > 0.05 else (low, share)
    return high


def report(
    given: argparse.Namespace,
    load: str,
    same: Counter[str],
    ratios: list[float],
    tenth: Counter[str],
    found: list[float],
    seconds: list[float],
    rows: list[tuple[str, float, float, float]],
) -> str:
    """The figures as Markdown."""
    machine = describe("cpu", 1)
    false = same["faster"] + same["slower"]
    lines = [
        "# What a verdict is worth",
        "",
        (
            f"Written by `benchmarks/honesty.py` on {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, "
            f"on {machine['device_name']} ({os.cpu_count()} cores), {machine['platform']}, "
            f"Python {platform.python_version()}, PyTorch {torch.__version__}, one thread."
        ),
        "",
        load,
        "",
        rule(),
        "",
        (
            f"- **A model against its copy** (sharing the weights), {given.same} comparisons: {dict(same)}; {false} false "
            f"verdicts, so with 95 % at most {at_most(false, given.same):.1%}. Measured ratios: {min(ratios):.3f} to {max(ratios):.3f}."
        ),
        (
            f"- **A tenth more layers** (22 against 20), {given.tenth} comparisons: {dict(tenth)}; not found: "
            f"{given.tenth - tenth['faster']}, with 95 % at most "
            f"{at_most(given.tenth - tenth['faster'], given.tenth):.1%}. Measured "
            f"ratios: {min(found):.3f} to {max(found):.3f}, median {statistics.median(found):.3f}; seconds "
            f"a comparison: median {statistics.median(seconds):.1f}, most {max(seconds):.1f} "
            "(warm-up included)."
        ),
        (
            f"- **Against `torch.utils.benchmark.Timer`**, {given.rounds} rounds in turns, of both "
            "only blocks that no other process interrupted:"
        ),
        "",
        "| model | ours (ms) | Timer (ms) | median of ratios |",
        "|---|---|---|---|",
        *(
            f"| {name} | {ours:.4f} | {theirs:.4f} | {ratio:.3f} |"
            for name, ours, theirs, ratio in rows
        ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
