"""Click to first eager number: with the process that waits, against plain `python file.py`.

Both build the same Module and time an eager call; the plain script is what a learner would write.
They alternate in one run, so that a busy machine slows both. Prints medians and their ratio, and
with `--write` keeps them in results/click.md.

    python benchmarks/click.py [--rounds N] [--write]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from torchtutor.server.runner.messages import Job, RunEvent
from torchtutor.server.runner.process import run_job
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import Target

NET = Path(__file__).parents[1] / "tests" / "learner_code" / "residual.py"
RESULT = Path(__file__).parent / "results" / "click.md"
PLAIN = """
import statistics, time

model = Net().eval()
x = torch.randn(32, 128)
took = []
with torch.no_grad():
    model(x)
    for _ in range(20):
        start = time.perf_counter()
        model(x)
        took.append(time.perf_counter() - start)
print(f"{statistics.median(took) * 1e3:.3f} ms", flush=True)
"""


def plain_s(script: Path) -> float:
    """Seconds from `python file.py` to the line it prints."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while line := process.stdout.readline():
            if line.endswith(b" ms\n"):
                return time.perf_counter() - start
    raise RuntimeError(f"{script} printed no time")


async def click_s(spares: Spares, target: Target, source: str) -> float:
    """Seconds from a click to the first result with an eager time and the audit."""
    while not spares.ready(target):
        await asyncio.sleep(0.05)
    first: list[float] = []

    def on_event(event: RunEvent) -> None:
        timing = event.result.get("timing")
        if not first and timing and timing["eager_ms"] and event.result["unregistered"] is not None:
            first.append(time.perf_counter() - start)

    start = time.perf_counter()
    job = Job(source, str(NET), "Net", measure=False)
    result = await run_job(job, target, timeout_s=120, on_event=on_event, spares=spares)
    assert result["error"] is None, result["error"]
    return first[0]


async def main(rounds: int, write: bool) -> None:
    """Alternate, and print."""
    source, target = NET.read_text(encoding="utf-8"), Target((sys.executable,))
    spares = Spares()
    warm: list[float] = []
    plain: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "plain.py"
        script.write_text(f"{source}\n{PLAIN}", encoding="utf-8")
        plain_s(script)  # the first one reads torch from the disk
        for _ in range(rounds):
            spares.want(target)
            warm.append(await click_s(spares, target, source))
            while not spares.ready(target):  # its imports must not slow the plain script down
                await asyncio.sleep(0.05)
            plain.append(plain_s(script))
    await spares.close()
    ratios = [a / b for a, b in zip(warm, plain, strict=True)]
    load = os.getloadavg()[0]
    lines = [
        "# Click to first eager number",
        "",
        f"`python benchmarks/click.py`, {rounds} rounds, alternating. The first number comes with",
        "the audit; the plain script imports torch, builds the same Module and times 20 calls.",
        "",
        "| | median s | smallest | largest |",
        "|---|---|---|---|",
        *(
            f"| {name} | {statistics.median(values):.3f} | {min(values):.3f} | {max(values):.3f} |"
            for name, values in (("with a process that waits", warm), ("plain python", plain))
        ),
        f"| ratio | {statistics.median(ratios):.3f} | {min(ratios):.3f} | {max(ratios):.3f} |",
        "",
        f"{platform.platform(terse=True)}, {os.cpu_count()} cores, load {load:.1f}, Python "
        + platform.python_version(),
    ]
    print("\n".join(lines))
    if write:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", action="store_true", help=f"keep them in {RESULT.name}")
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.write))
