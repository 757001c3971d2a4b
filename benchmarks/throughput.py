"""`torchtutor check` beside other linters on the same files, in one run.

    python -m benchmarks.throughput FOLDER [--bin FOLDER] [--plain FOLDER] [--files N] [--rounds N]

Copies N Python files of FOLDER that mention torch to an empty folder, and lets every tool that is
installed (on PATH, or in --bin) check them; tools that are not there are left out and named. Each
command runs as a whole process, in turns, once bound to one core and once with all, after a run of
each that is not counted (it fills caches). Wall and CPU seconds, the medians of the rounds, and how
many times as much as of `torchtutor check` that is (ratio).

flake8 loads every plugin that is installed beside it, TorchFix too, and has no option against that:
for the row "plain flake8", --plain names the `bin` of an environment with nothing but flake8 in it.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

OURS = "torchtutor"
PLAIN = "plain flake8"
CORES = ("one core", "all cores")
# installers compile modules; where this is set, ours would be compiled anew at each start
ENVIRON = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class Took(NamedTuple):
    """Seconds of one run: on the clock, and of the processors."""

    wall: float
    cpu: float


def commands(folder: str | None, plain: str | None) -> dict[str, list[str]]:
    """The commands of the tools that are there, by name; the files come last.

    `folder` is looked at first; `plain` holds the flake8 without plugins.
    """
    path = os.pathsep.join(
        filter(None, (folder, str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    wanted = {
        OURS: ["torchtutor", "check", "--format", "jsonl"],
        "torchfix": ["torchfix", "--select", "ALL"],
        "fixit": ["fixit", "lint"],
        "flake8": ["flake8", "--isolated"],
        PLAIN: ["flake8", "--isolated"],
        "pylint": ["pylint", "-j0", "--rcfile=/dev/null", "--score=n"],
        "ruff": ["ruff", "check", "--isolated", "--no-cache"],
    }
    found = {}
    for name, (program, *arguments) in wanted.items():
        where = shutil.which(program, path=plain or "" if name == PLAIN else path)
        if where is None:
            print(f"not installed, left out: {name}", file=sys.stderr)
        else:
            found[name] = [where, *arguments]
    return found


def plugins(command: list[str]) -> str:
    """What flake8 says it consists of."""
    said = subprocess.run(
        [command[0], "--version"], capture_output=True, text=True, check=False, env=ENVIRON
    )
    return " ".join(said.stdout.split())


def seconds(cores: str, command: list[str], folder: Path) -> Took:
    """How long a command takes over the folder; its findings go nowhere."""
    # the process and its children see one core only, and every one of the tools counts them
    prefix = ["taskset", "-c", "0"] if cores == CORES[0] else []
    start, before = time.perf_counter(), _cpu()
    subprocess.run([*prefix, *command, str(folder)], capture_output=True, check=False, env=ENVIRON)
    return Took(time.perf_counter() - start, _cpu() - before)


def _cpu() -> float:
    """The processors' seconds of all children so far, and of theirs that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    parser.add_argument("--plain")
    parser.add_argument("--files", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    tools = commands(given.bin, given.plain)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = chosen(given.folder, given.files)
        for number, path in enumerate(files):
            shutil.copy(path, folder / f"m{number:04}_{path.name}")
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        print(f"{len(files)} files, {lines:,} lines")
        for name in {"flake8", PLAIN} & tools.keys():
            print(f"{name}: {plugins(tools[name])}")
        for command in tools.values():
            seconds(CORES[1], command, folder)
        runs = [(tool, cores) for tool in tools for cores in CORES]
        took: dict[tuple[str, str], list[Took]] = {run: [] for run in runs}
        for _ in range(given.rounds):
            for tool, cores in runs:
                took[tool, cores].append(seconds(cores, tools[tool], folder))
    print(
        f"{'tool':14}{'cores':>10}{'seconds':>9}{'fastest':>9}{'slowest':>9}{'ratio':>8}"
        f"{'CPU':>8}{'ratio':>8}"
    )
    for (tool, cores), times in took.items():
        ours = took[OURS, cores]
        wall, walls = statistics.median(t.wall for t in times), sorted(t.wall for t in times)
        cpu = statistics.median(t.cpu for t in times)
        ratio = wall / statistics.median(t.wall for t in ours)
        ratio_cpu = cpu / statistics.median(t.cpu for t in ours)
        print(
            f"{tool:14}{cores:>10}{wall:9.2f}{walls[0]:9.2f}{walls[-1]:9.2f}{ratio:8.2f}"
            f"{cpu:8.2f}{ratio_cpu:8.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
