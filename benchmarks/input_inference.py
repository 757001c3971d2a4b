"""How many Module classes run with no hint: every class below `benchmarks/inputs`.

    python benchmarks/input_inference.py [--verbose] [FILE ...]

The files are written as learners write them; nothing in them says what to call. Each class is run
as the lens runs it, without torch.compile. `--verbose` prints the call of each class, FILE takes
other files than those of the lists. What the second list gave before the code was mended on it is in
benchmarks/results/inputs.md.
"""

from __future__ import annotations

import ast
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "inputs"


def module_classes(text: str) -> list[str]:
    """The names of the classes at the top level whose base is a Module."""
    return [
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and any("Module" in ast.unparse(b) for b in node.bases)
    ]


def run_class(path: Path, class_name: str) -> dict[str, Any]:
    """The result of a run without torch.compile, in this process."""
    from torchtutor.server.runner.agent.errors import Stopped
    from torchtutor.server.runner.agent.stages import Stages
    from torchtutor.server.runner.messages import Job, blank_result

    job = Job(path.read_text(encoding="utf-8"), str(path), class_name, measure=False, budget_s=0.01)
    result = blank_result(job)
    start = time.perf_counter()
    try:
        Stages(asdict(job), result, lambda stage: None, lambda: None).run()
    except Stopped as stopped:
        result["error"] = stopped.error
    result["seconds"] = time.perf_counter() - start
    return result


def run_file(path: Path) -> list[dict[str, Any]]:
    """The results of all classes of a file."""
    return [run_class(path, name) for name in module_classes(path.read_text(encoding="utf-8"))]


def main(arguments: Sequence[str]) -> int:
    """Run all, print the table; 0 when at least 90 of 100 ran."""
    paths = [Path(a).resolve() for a in arguments if not a.startswith("-")]
    paths = paths or sorted(FOLDER.rglob("*.py"))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = [result for found in pool.map(run_file, paths) for result in found]
    ran = [result for result in results if result["error"] is None]
    if "--verbose" in arguments:
        for result in ran:
            built, given = result["constructor"], result["input"]
            print(f"{built['call']}({given['call']})  {built['source_key']}, {given['source_key']}")
    for result in results:
        if (error := result["error"]) is not None:
            where = f"{Path(result['file']).stem}.{result['class']}"
            built, given = result["constructor"] or {}, result["input"] or {}
            print(f"FAILED {where} line {error['line']}: {error['type']}: {error['message'][:150]}")
            print(f"       {built.get('call')}({given.get('call')})")
    for part in ("constructor", "input"):
        counts = Counter(result[part]["source_key"] for result in ran)
        print(f"{part}: " + ", ".join(f"{key} {n}" for key, n in counts.most_common()))
    slowest = max(results, key=lambda result: float(result["seconds"]))
    print(f"slowest: {slowest['class']} {slowest['seconds']:.1f} s")
    print(f"{len(ran)} of {len(results)} classes ran with no hint")
    return 0 if len(ran) >= 0.9 * len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
