"""Damages real files at random and looks for exceptions, lost findings and long waits.

    python -m benchmarks.fuzz FOLDER [--seconds N] [--seed N]

A piece of a file below FOLDER gets some random edits: as bytes, read as `torchtutor check` reads
them, and as text, in steps as an editor sends them. A class with a mistake stands behind it. What
must hold: nothing raises; the incremental findings are those of the whole text, or while a line waits
to be finished those from before (`equivalence.check`); the class behind is found in what was read
unless a string with three quotes was opened before it; no step takes longer than `LONGEST_S` of CPU
time. Every failure is printed with its seed; exits with 1 when there is one.
"""

from __future__ import annotations

import argparse
import codecs
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from torchtutor.analyzers import Engine
from torchtutor.server.cli.checking import Job, check_file
from torchtutor.server.settings import Settings

from .equivalence import check

BEHIND = """


import torch.nn as behind_nn


class Behind(behind_nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [behind_nn.Linear(2, 2)]
"""
PIECES = [
    "(", ")", "[", "]", "{", "}", "'", '"', '"""', "'''", "\\", "#", "\n", "\r", "\r\n", "\t", ":",
    "=", ",", "    ", "def f", "class N(nn.Module):", "self.x = ", "import torch", "\x00", "\f",
    "\u2028", "한", "🙂", "lambda", "async ", "@", "f'{", "return ", "match x:", "...", "<<<<<<< ",
    "print 'x'", "nn.Linear(", "with ", "else:", "except:", ";", "*", "~", "if x",
]  # fmt: skip
SUBJECT = "Behind.layers"
LONGEST_S = 10.0


def damaged(text: str, chance: random.Random) -> str:
    """`text` after one random edit."""
    at = chance.randrange(len(text) + 1)
    gone = chance.choice((0, 0, 0, 1, 1, 5, 40))
    new = "".join(chance.choices(PIECES, k=chance.choice((0, 1, 1, 2, 3))))
    return text[:at] + new + text[at + gone :]


def steps(piece: str, chance: random.Random) -> str | None:
    """Edit a text a few times; what went wrong, or None."""
    engine = Engine()
    for _ in range(chance.choice((1, 3, 6))):
        piece = damaged(piece, chance)
        whole = piece + BEHIND
        start = time.process_time()
        analysis = engine.analyze(whole)
        if time.process_time() - start > LONGEST_S:
            return f"took {time.process_time() - start:.1f} s"
        if not check(engine, whole):
            continue
        found = any(
            f.rule == "module-list-not-registered" and f.subject == SUBJECT
            for f in analysis.findings
        )
        if not found and '"""' not in piece and "'''" not in piece:
            return "the class behind the damage was lost"
    return None


def as_bytes(piece: str, chance: random.Random) -> str | None:
    """Damage the bytes of a file; what went wrong, or None."""
    data = bytearray(piece.encode("utf-8", "surrogatepass"))
    for _ in range(chance.choice((1, 4, 30)) if data else 0):
        data[chance.randrange(len(data))] = chance.randrange(256)
    whole = bytes(data) + BEHIND.encode()
    report = check_file(Job("fuzz.py", Settings(), data=whole))
    if report.trouble is not None and report.trouble.sentence == "cli.stumbled":
        return report.trouble.render("en")
    if not any(f.subject == SUBJECT for f in report.findings) and not _may_hide(whole):
        return "the class behind the damage was lost"
    return None


def _may_hide(data: bytes) -> bool:
    """Whether a string over many lines, or another coding, may reach into what stands behind."""
    others = (b"coding", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"torchtutor")
    return any(mark in data for mark in (b'"""', b"'''", *others))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    files = sorted(given.folder.rglob("*.py"))
    done: Counter[str] = Counter()
    failures = 0
    end = time.monotonic() + given.seconds
    seed = given.seed
    while time.monotonic() < end:
        seed += 1
        chance = random.Random(seed)
        path = chance.choice(files)
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        first = chance.randrange(max(1, len(lines)))
        piece = "import torch\nfrom torch import nn\n" + "".join(lines[first : first + 120])
        attempt = chance.choice((steps, as_bytes))
        try:
            wrong = attempt(piece, chance)
        except Exception:  # noqa: BLE001 (every exception is what is looked for)
            wrong = traceback.format_exc()
        done[attempt.__name__] += 1
        if wrong is not None:
            failures += 1
            print(f"seed {seed} {path.name} {attempt.__name__}: {wrong}", flush=True)
    print(f"{done.total()} files damaged ({dict(done)}), {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
