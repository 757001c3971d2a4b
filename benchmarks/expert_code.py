"""What the rules say about code of experts: findings by rule, and how many a thousand Modules.

    python -m benchmarks.expert_code FOLDER [FOLDER ...] [--all]

Each FOLDER is the source of a package, as unpacked from its wheel; nothing of it is run. Errors and
warnings of the registration rules are listed one by one, since each has to be looked at; `--all`
lists those of the other rules too. benchmarks/results/expert-code.md says what was found and judged.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import Finding, Severity
from torchtutor.analyzers.workspace import Origin, Workspace

# R1 to R27 of the rule catalogue.
REGISTRATION = frozenset(
    {
        "module-list-not-registered", "parameter-list-not-registered",
        "parameter-lost-in-arithmetic", "parameter-lost-in-conversion",
        "trainable-tensor-not-parameter", "tensor-not-buffer", "layer-created-in-forward",
        "parameter-created-in-forward", "missing-super-init", "class-level-layer",
        "class-default-shadows-layer", "layer-in-closure", "layer-in-property",
        "registration-bypassed", "shared-layer-by-multiplication", "layer-class-not-called",
        "activation-called-on-tensor", "trailing-comma-layer", "container-misuse",
        "name-already-registered", "dataclass-module", "misspelt-dunder",
        "parameter-from-non-tensor", "parameter-of-parameter", "global-trainable-tensor",
        "layer-never-used", "layer-built-on-first-forward",
    }
)  # fmt: skip
LOUD = (Severity.ERROR, Severity.WARNING)


@dataclass
class Count:
    """What one package has."""

    files: int = 0
    modules: int = 0
    loud: Counter[str] = field(default_factory=Counter)
    quiet: int = 0
    places: list[str] = field(default_factory=list)

    @property
    def registration(self) -> int:
        """Errors and warnings of the registration rules."""
        return sum(self.loud[rule] for rule in REGISTRATION)


def count(folder: Path, every: bool) -> Count:
    """Analyse every Python file below `folder`, which counts as the project."""
    found = Count()
    workspace = Workspace((folder,))
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        analysis = analyze(text, Origin(path, workspace))
        found.files += 1
        found.modules += len(analysis.runnables)
        for finding in analysis.findings:
            if finding.severity not in LOUD:
                found.quiet += 1
                continue
            found.loud[finding.rule] += 1
            if every or finding.rule in REGISTRATION:
                found.places.append(_place(path.relative_to(folder), text, finding))
    return found


def _place(path: Path, text: str, finding: Finding) -> str:
    line = text.count("\n", 0, finding.span.start) + 1
    code = text.splitlines()[line - 1].strip()
    return f"{path}:{line}: {finding.severity} {finding.rule}: {code}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args(arguments)
    counts = {folder.name: count(folder, given.all) for folder in given.folders}
    print(
        f"{'package':32}{'files':>7}{'Modules':>9}{'registration':>14}{'per 1,000':>11}"
        f"{'other rules':>13}{'quieter':>9}"
    )
    for name, found in counts.items():
        rate = 1000 * found.registration / found.modules if found.modules else 0.0
        others = found.loud.total() - found.registration
        print(
            f"{name:32}{found.files:7}{found.modules:9}{found.registration:14}{rate:11.2f}"
            f"{others:13}{found.quiet:9}"
        )
    for name, found in counts.items():
        for place in found.places:
            print(f"{name}/{place}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
