"""`torchtutor learn`."""

from __future__ import annotations

import sys

import pytest
from torchtutor.lessons import load
from torchtutor.server.cli import main


def test_lists_the_lessons(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert "01  pt.mental-model  PyTorch Mental Model  (about 22 min)\n" in printed


def test_speaks_korean_when_the_environment_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert main(["learn"]) == 0
    assert "약 22분" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["pt.mental-model", "01", "1"])
def test_prints_a_page_as_markdown_into_a_pipe(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["learn", name, "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(load().page("pt.mental-model", "en"))
    assert "checked with torch 2.13.0" in printed


def test_renders_a_page_for_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["learn", "01", "--language", "ko"]) == 0
    printed = capsys.readouterr().out
    assert "PyTorch 멘탈 모델" in printed
    assert "```" not in printed and "## " not in printed


def test_prints_the_starter_of_the_exercise(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "01", "--exercise"]) == 0
    lesson = load().lessons[0]
    assert capsys.readouterr().out == lesson.file(lesson.exercise.starter)


@pytest.mark.parametrize("arguments", [["99"], ["pt.other"], ["--exercise"]])
def test_says_what_is_wrong(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", *arguments, "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "torchtutor learn" in captured.err
