"""Reads tests/labelled: small files, each with its label in the first lines.

    # mistake: rule-id            or    # mistake: rule-id | other-rule-that-may-say-it
    # line: 14
    # proof: hidden(Net(), "layers.0", randn(2, 8))

    # clean: rule-id              (the rule whose mistake it looks like)
    # proof: sound(Net(), randn(2, 8))

The labels are written without looking at the rules. A proof is an expression that
`tests/proofs` evaluates with the sample's names and its own provers: what torch does decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "labelled"
_HEADER = re.compile(r"# (mistake|clean|line|proof): (.+)")


@dataclass(frozen=True)
class Sample:
    """One labelled file; `text` is without its header, whose lines are empty.

    `rules` are the ids that may report the mistake, the first is the one that should; for a
    clean file, the rule that it looks like. `lines` are counted from 1; a mistake that stretches
    over several statements names each of them, and is found when one is reported.
    """

    path: Path
    text: str
    is_mistake: bool
    rules: tuple[str, ...]
    lines: tuple[int, ...]
    proofs: tuple[str, ...]

    @property
    def rule(self) -> str:
        return self.rules[0]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"


def read(path: Path) -> Sample:
    """The sample in `path`; raises ValueError when its header lacks something."""
    text = path.read_text(encoding="utf-8")
    code = text.splitlines(keepends=True)
    header: dict[str, list[str]] = {}
    for number, line in enumerate(code):
        match = _HEADER.match(line)
        if match is None:
            break
        header.setdefault(match[1], []).append(match[2].strip())
        code[number] = "\n"
    kinds = [kind for kind in ("mistake", "clean") if kind in header]
    if len(kinds) != 1 or not header.get("proof"):
        raise ValueError(f"{path.name}: a label and a proof are needed")
    is_mistake = kinds[0] == "mistake"
    lines = (
        tuple(int(line) for line in header.get("line", ["0"])[0].split(",")) if is_mistake else ()
    )
    if is_mistake and not all(0 < line <= len(text.splitlines()) for line in lines):
        raise ValueError(f"{path.name}: the line of the mistake is needed")
    rules = tuple(rule.strip() for rule in header[kinds[0]][0].split("|"))
    return Sample(path, "".join(code), is_mistake, rules, lines, tuple(header["proof"]))


def samples() -> Iterator[Sample]:
    """Every sample, sorted by path."""
    for path in sorted(FOLDER.glob("*/*.py")):
        yield read(path)
