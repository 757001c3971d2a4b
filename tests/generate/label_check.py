"""Runs every sample in tests/labelled under torch: is its label what PyTorch does?

    python tests/generate/label_check.py [part of a name ...]

Prints the labels that are not, and exits with 1 when there are any.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.labelled_samples import Sample, samples

PROCESSES = 2


def check(sample: Sample) -> str | None:
    """As `disproved`; torch is imported in the worker."""
    import torch

    from tests.proofs.prove import disproved

    torch.set_num_threads(1)
    return disproved(sample)


def main(parts: list[str]) -> int:
    chosen = [s for s in samples() if not parts or any(part in s.name for part in parts)]
    wrong = 0
    with ProcessPoolExecutor(PROCESSES) as pool:
        for sample, problem in zip(chosen, pool.map(check, chosen, chunksize=4), strict=True):
            if problem is not None:
                wrong += 1
                print(f"{sample.name}: {problem}")
    print(f"{len(chosen)} samples, {wrong} labels that torch does not confirm")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
