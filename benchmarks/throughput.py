"""`torchtutor check` beside other linters on the same files, in one run.

    python -m benchmarks.throughput FOLDER [--bin FOLDER] [--files N] [--rounds N]

Copies N Python files of FOLDER that mention torch to an empty folder, and lets every tool that is
installed (on PATH, or in --bin) check them; tools that are not there are left out and named. Each
command runs as a whole process, in turns, once bound to one core and once with all. Wall seconds,
the median of the rounds, and how many times as long as `torchtutor check` it took (ratio).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OURS = "torchtutor"
CORES = ("one core", "all cores")


def commands(folder: str | None) -> dict[str, list[str]]:
    """The commands of the tools that are there, by name; the files come last."""
    path = os.pathsep.join(
        filter(None, (folder, str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    wanted = {
        OURS: ["torchtutor", "check", "--format", "jsonl"],
        "torchfix": ["torchfix", "--select", "ALL"],
        "fixit": ["fixit", "lint"],
        "flake8": ["flake8", "--isolated"],
        "pylint": ["pylint", "-j0", "--rcfile=/dev/null", "--score=n"],
        "ruff": ["ruff", "check", "--isolated", "--no-cache"],
    }
    found = {}
    for name, (program, *arguments) in wanted.items():
        where = shutil.which(program, path=path)
        if where is None:
            print(f"not installed, left out: {name}", file=sys.stderr)
        else:
            found[name] = [where, *arguments]
    return found


def seconds(cores: str, command: list[str], folder: Path) -> float:
    """How long a command takes over the folder; its findings go nowhere."""
    # the process and its children see one core only, and every one of the tools counts them
    prefix = ["taskset", "-c", "0"] if cores == CORES[0] else []
    start = time.perf_counter()
    subprocess.run([*prefix, *command, str(folder)], capture_output=True, check=False)
    return time.perf_counter() - start


def chosen(source: Path, wanted: int) -> list[Path]:
    """Files that mention torch, spread evenly over the sorted list of them."""
    files = [
        path
        for path in sorted(source.rglob("*.py"))
        if b"torch" in path.read_bytes() and path.stat().st_size > 200
    ]
    step = max(1, len(files) // wanted)
    return files[::step][:wanted]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bin")
    parser.add_argument("--files", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    tools = commands(given.bin)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = chosen(given.folder, given.files)
        for number, path in enumerate(files):
            shutil.copy(path, folder / f"m{number:04}_{path.name}")
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        print(f"{len(files)} files, {lines:,} lines")
        runs = [(tool, cores) for tool in tools for cores in CORES]
        took: dict[tuple[str, str], list[float]] = {run: [] for run in runs}
        for _ in range(given.rounds):
            for tool, cores in runs:
                took[tool, cores].append(seconds(cores, tools[tool], folder))
    print(f"{'tool':12}{'cores':>10}{'seconds':>9}{'fastest':>9}{'slowest':>9}{'ratio':>8}")
    for (tool, cores), times in took.items():
        median = statistics.median(times)
        ratio = median / statistics.median(took[OURS, cores])
        print(f"{tool:12}{cores:>10}{median:9.2f}{min(times):9.2f}{max(times):9.2f}{ratio:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
