"""`torchtutor lessons check` finds what is wrong with a lesson, a third party's too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from torchtutor.lessons import load
from torchtutor.server.cli import main

LESSON = load().lessons[1]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A pack with one lesson, a copy of ours with two wrong solutions."""
    folder = tmp_path / "pack" / "quest" / "01-copy"
    shutil.copytree(str(LESSON.folder), folder)
    replace(folder / "lesson.toml", LESSON.id, "other.tensors")
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def check(lesson: Path, capsys: Captured) -> tuple[int, str]:
    code = main(["lessons", "check", str(lesson.parents[1])])
    return code, capsys.readouterr().out


HEADING = "## Views share memory {#views}"
MISTAKES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a heading that is not translated": (
        lambda f: replace(f / "ko.md", "{#no-loop}", "{#no-loops}"),
        "there is no heading with the id no-loop",
    ),
    "another order": (
        lambda f: replace(f / "en.md", HEADING, "## More {#more}\n\nText.\n\n" + HEADING),
        "quest/01-copy/ko.md: views: en.md has the heading more here, this page views",
    ),
    "other code": (
        lambda f: replace(f / "ko.md", "row = x[0]  ", "row = x[1]  "),
        "quest/01-copy/ko.md: views: a code block is not the one of en.md: 'row = x[1]",
    ),
    "a long hover": (
        lambda f: replace(f / "en.md", HEADING, HEADING + "\n\n" + "Many words. " * 60),
        "quest/01-copy/en.md: views: the card of `torch.Tensor.clone` fills 20 lines",
    ),
    "a link to nowhere": (
        lambda f: replace(f / "en.md", "(https://docs.pytorch.org/docs/stable/tensor_view.html)", "(views)"),
        "[Docs](views): a link must begin with https:// and a host",
    ),
    "another link": (
        lambda f: replace(f / "ko.md", "stable/tensor_view.html", "stable/tensors.html"),
        "quest/01-copy/ko.md: views: the links are not those of en.md",
    ),
    "an answer that is missing": (
        lambda f: replace(f / "lesson.toml", 'answer = "64"', 'answer = "65"'),
        "the last section lacks the answer 65",
    ),
    "a wrong solution that nobody names": (
        lambda f: shutil.copy(f / "solution.py", f / "mutants" / "new.py"),
        "quest/01-copy/mutants/new.py: file: is not a [[mutant]] of lesson.toml",
    ),
    "a particle behind code": (
        lambda f: replace(f / "ko.md", "`reshape` ", "`reshape`는 "),
        "`reshape`는: a particle right behind a name in code",
    ),
    "a lesson that does not exist": (
        lambda f: replace(f / "lesson.toml", '["pt.mental-model"]', '["pt.models"]'),
        "quest/01-copy/lesson.toml: prerequisites: there is no lesson pt.models",
    ),
    "a rule that does not exist": (
        lambda f: replace(f / "lesson.toml", "[rules]\n", '[rules]\n"no-such-rule" = "views"\n'),
        "there is no rule no-such-rule",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_a_line(
    name: str, lesson: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is run here: the texts are looked at first, and an interpreter without torch says so.
    spoil, line = MISTAKES[name]
    spoil(lesson)
    monkeypatch.setenv("PYTHONPATH", os.fspath(_without_torch(lesson.parents[2])))
    code, printed = check(lesson, capsys)
    assert code == 1
    assert line in printed
    assert "en.md: page: PyTorch is not installed in" in printed and "solution.py" not in printed


def _without_torch(folder: Path) -> Path:
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / "torch.py").write_text("raise ModuleNotFoundError(name='torch')\n")
    return hidden


@pytest.mark.torch
def test_what_is_run(lesson: Path, capsys: Captured) -> None:
    """Everything that needs torch, in one pack: the page, the solution, a starter, the mutants."""
    replace(lesson / "en.md", "torch.float32 torch.int64\n", "torch.float32 torch.float64\n")
    replace(lesson / "en.md", "mse_loss: 1 warning\n", "mse_loss: 2 warnings\n")
    for page in ("en.md", "ko.md"):
        replace(lesson / page, "table = torch.zeros(2, 3)\n", "table = torch.zeros(2, 3, 'x')\n")
    shutil.copy(lesson / "solution.py", lesson / "exercise.py")
    shutil.copy(lesson / "mutants" / "double_result.py", lesson / "twin.py")
    replace(lesson / "lesson.toml", "[symbols]\n", '[symbols]\n"torch.no_such_name" = "views"\n')
    mutant = lesson / "mutants" / "squeezes_everything.py"
    mutant.write_text("open('ran', 'w').write('x')\nraise SystemExit(0)\n", encoding="utf-8")
    code, printed = check(lesson, capsys)
    assert code == 1
    for line in (
        "en.md: predict-slice: the block `table = torch.zeros(2, 3, 'x') …` raises TypeError",
        "exercise.py                      passes   the starter passes",
        "twin.py                          agrees   should pass",
        "symbols.torch.no_such_name: torch has no such name",
    ):
        assert line in printed, printed
    assert "✓ solution.py                      passes" in printed
    assert not (lesson / "ran").exists() and not Path("ran").exists()


def test_what_is_no_lesson(tmp_path: Path, capsys: Captured) -> None:
    assert main(["lessons", "check", "99"]) == 2
    assert main(["lessons", "check", str(tmp_path)]) == 2
    assert 'no folder with lessons "' in capsys.readouterr().err
    broken = tmp_path / "quest" / "01-broken"
    broken.mkdir(parents=True)
    (broken / "lesson.toml").write_text("schema = 1\n", encoding="utf-8")
    assert main(["lessons", "check", str(tmp_path)]) == 1
    assert "quest/01-broken/lesson.toml: id: is missing" in capsys.readouterr().out
