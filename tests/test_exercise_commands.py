"""`torchtutor learn --start`, `check-exercise` and `progress`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from torchtutor.lessons import load
from torchtutor.server.cli import main
from torchtutor.server.exercises.practice import _values

LESSON = load().lessons[0]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def stored(capsys: Captured) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["progress", "--export", "-"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.torch
def test_from_the_start_to_a_passed_exercise(here: Path, capsys: Captured) -> None:
    assert main(["learn", "01", "--start"]) == 0
    assert main(["learn", "01", "--start"]) == 2  # nothing is overwritten
    assert main(["learn", "01", "--solution"]) == 1  # not yet
    file = here / "01_mental_model.py"
    header = file.read_text(encoding="utf-8").splitlines()[0]
    solution = LESSON.file(LESSON.exercise.solution)
    file.write_text(f"{header}\n{solution}", encoding="utf-8")
    capsys.readouterr()
    assert main(["check-exercise"]) == 0
    printed = capsys.readouterr().out
    assert "Passed." in printed and "XP" in printed
    kinds = sorted(event["k"] for event in stored(capsys))  # within one minute, in any order
    assert kinds == ["check.pass", "exercise.start"]
    assert main(["learn", "01", "--solution"]) == 0
    assert solution in capsys.readouterr().out
    assert main(["progress"]) == 0
    picture = capsys.readouterr().out
    assert "Level " in picture and "★ Found Them All" in picture


def test_files_that_cannot_be_checked(here: Path, capsys: Captured) -> None:
    assert main(["check-exercise"]) == 2
    assert main(["check-exercise", "missing.py"]) == 2
    (here / "plain.py").write_text("x = 1\n", encoding="utf-8")
    assert main(["check-exercise", "plain.py"]) == 2
    assert "not an exercise" in capsys.readouterr().out


def test_predictions_are_answered_on_the_keyboard(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([p.answer for p in LESSON.predictions])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["learn", "01", "--predict"]) == 0
    events = stored(capsys)
    assert [event["k"] for event in events] == ["predict.right"] * len(LESSON.predictions)


def test_progress_is_shown_reset_and_deleted(
    here: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["learn", "01"]) == 0
    assert [event["k"] for event in stored(capsys)] == ["lesson.read"]
    assert main(["progress", "--export", "all.jsonl"]) == 0
    assert (here / "all.jsonl").read_text(encoding="utf-8").count("\n") == 1
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert main(["progress", "--delete"]) == 0
    assert len(stored(capsys)) == 1
    assert main(["progress", "--reset"]) == 0
    assert {event["k"] for event in stored(capsys)} == {"lesson.read", "reset"}
    assert main(["progress", "--delete", "--yes"]) == 0
    assert stored(capsys) == []


def test_a_setting_hides_it_all(here: Path, capsys: Captured) -> None:
    (here / "pyproject.toml").write_text("[tool.torchtutor]\nprogress = false\n", encoding="utf-8")
    assert main(["learn", "01"]) == 0
    assert main(["progress"]) == 2
    assert "switched off" in capsys.readouterr().out
    assert not (here / "state").exists()


def test_a_setting_moves_it(here: Path, capsys: Captured) -> None:
    text = '[tool.torchtutor]\nprogress-folder = "sync"\n'
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert main(["learn", "01"]) == 0
    assert len(list((here / "sync" / "events").glob("*.jsonl"))) == 1
    assert [path.name for path in (here / "state").rglob("*") if path.is_file()] == ["device"]


def test_a_folder_that_cannot_be_written_is_named(
    here: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "state").write_text("a file where the folder should be", encoding="utf-8")
    assert main(["learn", "01", "--start"]) == 0  # the lesson goes on
    told = capsys.readouterr()
    assert "cannot be saved" in told.err and "01_mental_model.py" in told.out
    for action in ("--reset", "--delete"):
        code = main(["progress", action, "--yes"])
        assert (code, "Traceback" in capsys.readouterr().err) == (2 * (action == "--reset"), False)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("64", "64"),
        ("15", "15.0"),
        ("float32", "torch.float32"),
        ("600000", "600,000"),
        ("4 4 2", "[4, 4, 2]"),
        ("[0,1,2,3]", "tensor([0, 1, 2, 3])"),
        ("4, 1", "4 1"),
    ],
)
def test_an_answer_counts_by_what_it_says(answer: str, right: str) -> None:
    assert _values(answer) == _values(right)
    assert _values(answer + "1") != _values(right) and _values(f"{answer} 1") != _values(right)


def test_a_lesson_pack_is_data(here: Path, capsys: Captured) -> None:
    import shutil

    target = here / "pack" / "more" / "01-other"
    shutil.copytree(str(LESSON.folder), target)
    toml = target / "lesson.toml"
    text = toml.read_text(encoding="utf-8").replace(LESSON.id, "more.other")
    toml.write_text(text.replace("order = 1\n", "order = 77\n"), encoding="utf-8")
    (here / "pyproject.toml").write_text(
        '[tool.torchtutor]\nlesson-packs = ["pack", "no-such-pack"]\n', encoding="utf-8"
    )
    (target / "exercise.py").write_text("open('ran', 'w')\n", encoding="utf-8")
    assert main(["learn"]) == 0
    printed = capsys.readouterr().out
    assert "77  more.other" in printed and LESSON.id in printed
    assert not (here / "ran").exists()
