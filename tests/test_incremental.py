"""After any edits the pieces are those of the whole text, and so are the findings."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from torchtutor.analyzers import Engine
from torchtutor.analyzers.chunks import Chunk, cut, recut
from torchtutor.analyzers.registry import RULES
from torchtutor.analyzers.unfinished import read_alone

from benchmarks.equivalence import check, line_edit, random_edit

SAMPLES = sorted((Path(__file__).parent / "rules").glob("*.py"))


def described(chunks: list[Chunk]) -> list[list[tuple[int, str, int | None, object]]]:
    return [[(p.start, p.text, p.indent, p.layout) for p in chunk.pieces] for chunk in chunks]


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


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_findings_after_edits_equal_those_of_the_whole_text(path: Path) -> None:
    random_ = random.Random(path.stem)
    original = path.read_text(encoding="utf-8")
    text, engine = original, Engine()
    for step in range(16):
        edit = random_edit if step % 3 == 0 else line_edit
        text = original if step % 8 == 7 else edit(text, random_)
        check(engine, text)


TYPED = """\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = [nn.Conv2d(3, 3, 3)]
        self.head = nn.Linear(8, 8)

    def forward(self, x):
        for conv in self.convs:
            x = conv(x)
        return self.head(x)


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2)]
"""


@pytest.mark.parametrize(
    "broken",
    [
        ("return self.head(x)", "return self.head("),  # the head would seem unused
        ("return self.head(x)", "return self."),
        ("super().__init__()", "super().__init__("),
        ("def forward(self, x):", "def forward(self, x"),
        ("    def forward", '    x = """\n    def forward'),
        ("class Other(nn.Module):", "class Other(nn."),
        ("        self.head = ", "        if x\n        self.head = "),
        ("        self.head = ", "        self.convs.append(\n        self.head = "),
    ],
    ids=lambda pair: pair[1].strip().replace("\n", "|"),
)
def test_a_line_that_is_being_typed_costs_no_other_line_its_findings(
    broken: tuple[str, str],
) -> None:
    engine = Engine()
    before = engine.analyze(TYPED).findings
    assert [finding.rule for finding in before] == ["module-list-not-registered"] * 2
    text = TYPED.replace(*broken, 1)
    after = engine.analyze(text)
    assert after.syntax_problems
    assert [(f.rule, text[f.span.start : f.span.end]) for f in after.findings] == [
        (f.rule, TYPED[f.span.start : f.span.end]) for f in before
    ]


def test_what_is_found_for_those_who_ask_for_it_stays_too() -> None:
    rule = next(rule for rule in RULES if not rule.default_on)
    engine = Engine()
    before = engine.analyze(rule.bad).optional
    assert rule.id in [finding.rule for finding in before]
    assert engine.analyze(f"{rule.bad}\nx = (1,\n").optional == before


def test_a_mistake_is_no_longer_reported_on_the_line_that_is_being_changed() -> None:
    engine = Engine()
    engine.analyze(TYPED)
    after = engine.analyze(TYPED.replace("self.convs = [", "self.convs = ([", 1))
    assert [finding.subject for finding in after.findings] == ["Other.layers"]


@pytest.mark.parametrize(
    "line",
    [
        "else:", "elif x:", "else: x = 1", "try:", "try: x", "except E as e:", "except* E:",
        "finally:", "case [1, *_] if y: pass", "case = 3", "match x:", "match = 3", "@a.b(1)  # c",
        "async for x in y:", "async def f():", "await x", "return", "yield x", "with (a as b, c):",
        "nonlocal x", "x: int", "type X = int", "x = 1; y = 2;", "class A:", "if (y := 3): pass",
    ],
)  # fmt: skip
def test_what_is_python_somewhere_is_read(line: str) -> None:
    assert read_alone(line) is not None


@pytest.mark.parametrize(
    "line", ["x = ", "foo.", "def f(x)", "class", "for x in", "x x", "else", "@", "import", "if x"]
)
def test_what_is_no_python_anywhere_waits(line: str) -> None:
    assert read_alone(line) is None


def test_a_quote_above_a_line_makes_another_line_of_it() -> None:
    lines = [
        "import torch\n\n\ndef f(x):\n",
        '    """Says\n',
        "    it.\n",
        '    """\n',
        "    return x\n",
    ]
    text, engine = "".join(lines), Engine()
    engine.analyze(text)
    lines[3:3] = ["    so\n", '    """\n']
    check(engine, "".join(lines))
    check(engine, text)


def test_the_head_of_a_class_is_read_anew_when_its_members_move() -> None:
    """Its last member can no longer be read then, and with it goes where the class ends."""
    init = "    def __init__(self):\n        super().__init__()\n"
    before = f'import torch\n\n\nclass Net(torch.nn.Module):\n    """Words."""\n\n{init}\n\n'
    engine = Engine()
    check(engine, before)
    assert check(engine, before.replace('    """Words', '  \\ """Words') + "x = 3\n")


@pytest.mark.parametrize("line", ["x = 3 \\\n\n", "x = 3 \\\n", "if x: \\\n\n"])
def test_a_backslash_before_an_empty_line_ends_the_statement_if_it_is_whole(line: str) -> None:
    text, engine = f"import torch\n\n\ndef f(x):\n    return x\n\n{line}", Engine()
    engine.analyze(text.removesuffix(line))
    check(engine, text)
