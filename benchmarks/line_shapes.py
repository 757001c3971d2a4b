"""What watching the lines of forward costs, against one eager forward.

    python benchmarks/line_shapes.py

Both are timed in turns in one process, evaluation mode with gradients, one thread; the best of 100.
What says which lines set which names is read from the file before, once for each run, and has a column
of its own: it is the same for a forward of any length. An untimed call of each kind after it lets both
start with warm memory. A run watches one call only, and none that is timed.
"""

from __future__ import annotations

import ast
import contextlib
import sys
import time
import types
from pathlib import Path

import torch
from torchtutor.server.runner.agent.lines import Lines

FOLDER = Path(__file__).parent / "inputs"
MOST = 2.0
# File, how to build the Module, shape of its input, whether that is token ids.
ROWS: tuple[tuple[str, str, tuple[int, ...], bool], ...] = (
    ("transformers.py", "GPT(GPTConfig())", (8, 32), True),
    ("transformers.py", "Block(GPTConfig())", (2, 16, 64), False),
    ("images.py", "TinyCNN()", (8, 3, 32, 32), False),
    ("images.py", "UNet(3, 2)", (2, 3, 64, 64), False),
    ("third/reading.py", "SelectiveSSM(16)", (2, 12, 16), False),
    ("others.py", "MLP([16, 64, 64, 10])", (32, 16), False),
    ("others.py", "LogisticRegression(4)", (8, 4), False),
    ("others.py", "Polynomial3()", (8,), False),
)


def measure(file: str, build: str, shape: tuple[int, ...], tokens: bool) -> float:
    """Prints one row; returns how many times one forward the watched one takes."""
    path = str(FOLDER / file)
    source = Path(path).read_text(encoding="utf-8")
    module = types.ModuleType("inputs")
    sys.modules["inputs"] = module
    tree = ast.parse(source)
    exec(compile(tree, path, "exec"), module.__dict__)  # noqa: S102 (our own list)
    model = eval(build, module.__dict__).eval()
    x = torch.randint(0, 50, shape) if tokens else torch.randn(shape)
    plain, watched, reading = [], [], []
    for turn in range(100):
        start = time.perf_counter()
        lines, other = Lines(path, tree), Lines(path, tree)
        reading.append((time.perf_counter() - start) / 2)
        with other.watching():
            model(x)
        model(x)
        for side in (0, 1) if turn % 2 else (1, 0):
            start = time.perf_counter()
            with lines.watching() if side else contextlib.nullcontext():
                model(x)
            (plain, watched)[side].append(time.perf_counter() - start)
    ratio = min(watched) / min(plain)
    once, twice, file_ms = (min(times) * 1e3 for times in (plain, watched, reading))
    name = build.split("(")[0]
    print(f"{name:14} {once:8.3f} ms  watched {twice:8.3f} ms  {ratio:.2f}x  file {file_ms:.2f} ms")
    return ratio


def main() -> int:
    """Print the table; 0 when no forward takes more than twice its time."""
    torch.set_num_threads(1)
    ratios = [measure(*row) for row in ROWS]
    return 0 if max(ratios) <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
