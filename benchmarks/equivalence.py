"""After random edits the findings are those of the whole text: counted over a corpus.

    python -m benchmarks.equivalence [--edits N] [--seed N] [FOLDER ...]

Without folders the corpus is the torch that is installed. Each file is edited again and again, by
character, by line and by word; after each edit the analysis that was carried along is compared with
one from scratch. Where the text waits for a line to be finished, it is compared with what was known
before, moved. So it is where the line is a name alone; half of those texts are asked for again, and
are read then. Prints how many states were compared and ends with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import re
import sys
import time
from pathlib import Path

from torchtutor.analyzers import Engine, analyze
from torchtutor.analyzers.finding import Analysis
from torchtutor.analyzers.unfinished import change_between

PIECES = (
    "(", ")", "[", "]", "'", '"', '"""', "\\", "#", "\n", "\r\n", "    ", ":", "=", "else:\n", "@d\n",
    "class A(nn.Module):\n", "def f():\n", "    self.x = [nn.Linear(1, 2)]\n", "import torch\n", "\f", "x",
    "\n\n", "if a:\n", "\u2028", "한", "🙂", "return", "# c\n", "{", "}",
)  # fmt: skip
LINES = (
    "self.layers = [nn.Linear(2, 2)]", "super().__init__()", "self.scale = torch.ones(3)", "pass",
    "x = self.head(x)", "return x", "loss.backward()", "self.items.append(nn.Linear(2, 2))",
    "# torchtutor: ignore", "model = torch.compile(model)", "self.weight.requires_grad = False",
    "self.hidden = x", "layers = []", "layers.append(nn.Linear(2, 2))", "self.blocks = layers", "self.extra",
    "x = self.extra(x)", "optimizer.zero_grad()", "optimizer.step()", "scale = torch.zeros(2)", "x = x * scale",
    "y = self.forward(x)", "self.build()", "nn.init.zeros_(self.scale)", "extend(self.layers)", "total += loss",
    "optimizer.step", "x", "self.head",
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z_]\w*")
LARGEST = 60_000


def random_edit(text: str, random_: random.Random) -> str:
    """Something inserted, removed or replaced; small or large, anywhere."""
    at = random_.randrange(len(text) + 1)
    gone = random_.choice((0, 0, 1, 2, 10, 200))
    new = "".join(random_.choice(PIECES) for _ in range(random_.choice((0, 1, 1, 2, 5))))
    return text[:at] + new + text[at + gone :]


def line_edit(text: str, random_: random.Random, near: int | None = None) -> str:
    """A line removed, doubled, moved, put in or commented out, or a word renamed; within a few lines of `near`."""
    lines = text.splitlines(keepends=True) or [""]
    at, other = random_.randrange(len(lines)), random_.randrange(len(lines))
    if near is not None:
        at = min(max(near + random_.randrange(-3, 4), 0), len(lines) - 1)
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    match random_.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(at, lines[other])
        case 3:
            lines[at:at] = [indent.strip("\r\n") + random_.choice(LINES) + "\n"]
        case 4:
            lines[at] = indent + "# " + lines[at][len(indent) :]
        case _:
            words = [*_WORD.finditer(lines[at])]
            if words:
                word = random_.choice(words)
                new = random_.choice(("forward", "__init__", "other", "self", "nn", word[0] + "s"))
                lines[at] = lines[at][: word.start()] + new + lines[at][word.end() :]
    return "".join(lines)


def summary(analysis: Analysis) -> object:
    """Everything about an analysis that can be compared."""
    return (
        [(f.rule, f.span, f.message.render(), f.fix and f.fix.edits) for f in analysis.every],
        analysis.runnables,
        analysis.syntax_problems,
    )


def check(engine: Engine, text: str) -> bool:
    """Whether `text` was read as a whole: then all is as if it were new, else as it was before.

    Raises AssertionError where it is not.
    """
    analysis, whole = engine.analyze(text), analyze(text)
    if engine.read == text or not whole.uses_torch:
        assert summary(analysis) == summary(whole)
        return True
    assert whole.syntax_problems or analysis.early, "only what cannot be read may wait"
    change = change_between(engine.read, text)
    before = analyze(engine.read)
    assert [(f.rule, f.message.render(), f.span) for f in analysis.every] == [
        (f.rule, f.message.render(), moved)
        for f in before.every
        if (moved := change.moved(f.span)) is not None
    ]
    for edit in (edit for f in analysis.every if f.fix is not None for edit in f.fix.edits):
        assert 0 <= edit.span.start <= edit.span.end <= len(text)
    return False


def _corpus(folders: list[Path]) -> list[Path]:
    if not folders:
        spec = importlib.util.find_spec("torch")
        assert spec is not None and spec.origin is not None
        folders = [Path(spec.origin).parent]
    found = (path for folder in folders for path in folder.rglob("*.py"))
    return sorted(path for path in found if 200 < path.stat().st_size < LARGEST)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)
    files = _corpus(arguments.folders)
    random_.shuffle(files)
    read = waited = early = used = 0
    end = time.monotonic() + arguments.minutes * 60
    for path in files:
        original = path.read_text(encoding="utf-8", errors="replace")
        if not analyze(original).uses_torch:
            continue
        used += 1
        text, engine = original, Engine(patient=True)
        # every other file as it is written: one edit after the other in one place
        near = random_.randrange(original.count("\n") + 1) if used % 2 else None
        for step in range(20):
            if step % 8 == 7:
                text = original
            elif near is not None or random_.random() < 0.7:
                text = line_edit(text, random_, near)
            else:
                text = random_edit(text, random_)
            try:
                whole = check(engine, text)
                if not whole and random_.random() < 0.5:
                    early += (whole := check(engine, text))
            except AssertionError as error:
                print(f"{path}, edit {step}: {error}")
                Path("equivalence-failed.py").write_text(text, encoding="utf-8")
                return 1
            read, waited = read + whole, waited + (not whole)
        if read + waited >= arguments.edits or time.monotonic() > end:
            break
    print(
        f"{read + waited:,} states of {used} files agree: {read:,} read as a whole, {waited:,} that "
        f"wait for a line to be finished; {early:,} of those read had waited"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
