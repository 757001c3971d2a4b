"""What watching the lines of forward costs, against one eager forward.

    python benchmarks/line_shapes.py

Both are timed in turns in one process, evaluation mode with gradients, one thread; the best of 60.
A run watches one call only, and none that is timed.
"""

from __future__ import annotations

import ast
import sys
import time
import types
from pathlib import Path

import torch
from torchtutor.server.runner.agent.lines import Lines

FOLDER = Path(__file__).parent / "inputs"


def measure(file: str, build: str, shape: tuple[int, ...], tokens: bool = False) -> float:
    """Prints one row; returns how many times one forward the watched one takes."""
    path = str(FOLDER / file)
    source = Path(path).read_text(encoding="utf-8")
    module = types.ModuleType("inputs")
    sys.modules["inputs"] = module
    tree = ast.parse(source)
    exec(compile(tree, path, "exec"), module.__dict__)  # noqa: S102 (our own list)
    model = eval(build, module.__dict__).eval()
    x = torch.randint(0, 50, shape) if tokens else torch.randn(shape)
    plain, watched = [], []
    for _ in range(60):
        start = time.perf_counter()
        model(x)
        plain.append(time.perf_counter() - start)
        lines = Lines(path, tree)
        start = time.perf_counter()
        with lines.watching():
            model(x)
        watched.append(time.perf_counter() - start)
    ratio = min(watched) / min(plain)
    name = build.split("(")[0]
    print(
        f"{name:14} {min(plain) * 1e3:8.3f} ms  watched {min(watched) * 1e3:8.3f} ms  {ratio:.2f}x"
    )
    return ratio


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    measure("transformers.py", "GPT(GPTConfig())", (8, 32), tokens=True)
    measure("transformers.py", "Block(GPTConfig())", (2, 16, 64))
    measure("images.py", "TinyCNN()", (8, 3, 32, 32))
    measure("images.py", "UNet(3, 2)", (2, 3, 64, 64))
    measure("others.py", "MLP([16, 64, 64, 10])", (32, 16))


if __name__ == "__main__":
    main()
