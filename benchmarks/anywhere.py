"""What a key costs anywhere in real code, in the engine alone, and where it costs most.

    python -m benchmarks.anywhere FOLDER ... [--seconds N] [--seed N]

In files of the folders that use torch, in a random order, a short line is typed at the end of two random
functions, inside the loops and `with` blocks that they end with. Only states that Python can read count,
and of three at one place the cheapest, in milliseconds of CPU: what the machine does beside it stays out.
Prints how the places are spread, against what it costs to read the whole file, and the dearest.
"""

from __future__ import annotations

import argparse
import ast
import random
import statistics
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from torchtutor.analyzers import Engine

TYPED = ("y = 1", "y = 12", "y = 123", "y = 1234")
PLACES = 2
DEAREST = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A function at whose end something was typed; milliseconds of CPU."""

    file: Path
    lines: int
    function: str
    key: float
    opening: float


def ends(text: str, random_: random.Random) -> Iterator[tuple[str, int, int]]:
    """Some functions: the name, the row before which to type, and the indentation there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the code does is no concern here
        tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in random_.sample(functions, min(PLACES, len(functions))):
        last = function.body[-1]
        while isinstance(last, (ast.For, ast.While, ast.With)):
            last = last.body[-1]
        yield function.name, last.lineno - 1, last.col_offset


def cost_ms(engine: Engine, text: str) -> float:
    """What an analysis takes of the CPU."""
    began = time.process_time()
    engine.analyze(text)
    return (time.process_time() - began) * 1000


def places(file: Path, random_: random.Random) -> Iterator[Place]:
    """What keys cost at some places of a file; nothing for one that is no Python or has nothing of torch."""
    try:
        text = file.read_text("utf-8")
        found = list(ends(text, random_)) if "torch" in text else []
    except (ValueError, SyntaxError, RecursionError):
        return
    engine = Engine()
    opening = cost_ms(engine, text)
    lines = text.split("\n")  # as ast counts them, but for form feeds: those files are rare
    for name, row, indent in found:
        head, tail = "\n".join(lines[:row]), "\n".join(lines[row:])
        costs = [cost_ms(engine, f"{head}\n{' ' * indent}{typed}\n{tail}") for typed in TYPED]
        yield Place(file, len(lines), name, min(costs[1:]), opening)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)
    files = sorted(file for folder in arguments.folders for file in folder.rglob("*.py"))
    random_.shuffle(files)
    found: list[Place] = []
    end = time.monotonic() + arguments.seconds
    for file in files:
        if time.monotonic() > end:
            break
        found += places(file, random_)
    if not found:
        print("no function in a file that uses torch", file=sys.stderr)
        return 1
    keys = sorted(place.key for place in found)
    shares = [place.key / place.opening for place in found]
    print(f"{len(found)} places in {len({place.file for place in found})} files")
    for name, share in (("median", 0.5), ("90 %", 0.9), ("99 %", 0.99), ("dearest", 1.0)):
        print(f"{name:8}{keys[min(int(len(keys) * share), len(keys) - 1)]:9.1f} ms")
    print(f"a key costs {statistics.median(shares):.3f} of reading the whole file (median)")
    for place in sorted(found, key=lambda place: -place.key)[:DEAREST]:
        print(f"{place.key:7.1f} ms  {place.lines:6} lines  {place.function}  {place.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
