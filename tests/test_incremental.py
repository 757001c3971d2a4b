"""After any edits the pieces are those of the whole text, and so are the findings."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from torchtutor.analyzers import Engine, analyze
from torchtutor.analyzers.chunks import Chunk, cut, recut
from torchtutor.analyzers.finding import Analysis

SAMPLES = sorted((Path(__file__).parent / "rules").glob("*.py"))
PIECES = (
    "(", ")", "[", "]", "'", '"', '"""', "\\", "#", "\n", "\r\n", "    ", ":", "=", "else:\n", "@d\n",
    "class A(nn.Module):\n", "def f():\n", "    self.x = [nn.Linear(1, 2)]\n", "import torch\n", "\f", "x",
    "\n\n", "if a:\n", "\u2028", "한", "🙂", "return", "# c\n", "{", "}",
)  # fmt: skip


def random_edit(text: str, random_: random.Random) -> str:
    """Something inserted, removed, replaced, or moved; small or large, anywhere."""
    at = random_.randrange(len(text) + 1)
    gone = random_.choice((0, 0, 1, 2, 10, 200))
    new = "".join(random_.choice(PIECES) for _ in range(random_.choice((0, 1, 1, 2, 5))))
    return text[:at] + new + text[at + gone :]


def described(chunks: list[Chunk]) -> list[tuple[int, str, object]]:
    return [(chunk.start, chunk.text, chunk.layout) for chunk in chunks]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_recut_equals_cut_after_many_random_edits(path: Path) -> None:
    random_ = random.Random(path.stem)
    original = path.read_text(encoding="utf-8")
    text, chunks = original, cut(original)
    for step in range(150):
        after = original if step % 40 == 39 else random_edit(text, random_)
        chunks = recut(after, chunks, text)
        text = after
        assert "".join(chunk.text for chunk in chunks) == text
        assert described(chunks) == described(cut(text))


def test_an_edit_keeps_the_chunks_around_it() -> None:
    text = "".join(f"def f{i}():\n    return {i}\n\n\n" for i in range(50))
    chunks = cut(text)
    before = {id(chunk) for chunk in chunks}
    after = recut(text.replace("return 25", "return (25 +"), chunks, text)
    assert len([chunk for chunk in after if id(chunk) in before]) >= 46


def summary(analysis: Analysis) -> object:
    return (
        [(f.rule, f.span, f.message.render(), f.fix and f.fix.edits) for f in analysis.findings],
        analysis.runnables,
        analysis.syntax_problems,
    )


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_findings_after_edits_equal_those_of_the_whole_text(path: Path) -> None:
    random_ = random.Random(path.stem)
    original = path.read_text(encoding="utf-8")
    text, engine = original, Engine()
    for step in range(25):
        text = original if step % 12 == 11 else random_edit(text, random_)
        assert summary(engine.analyze(text)) == summary(analyze(text))
