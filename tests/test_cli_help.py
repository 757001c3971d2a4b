"""Help, usage and errors of the command line in the user's language."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from torchtutor.server.cli import SUBCOMMANDS, main, parsers
from torchtutor.server.language import translations

KOREAN = translations("ko")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def texts(parser: argparse.ArgumentParser) -> Iterator[str | None]:
    """Everything that a parser and those below it describe."""
    yield from (parser.description, parser.epilog)
    yield from (group.title for group in parser._action_groups)
    for action in parser._actions:
        yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (choice.help for choice in action._choices_actions)
            for below in action.choices.values():
                yield from texts(below)


def test_every_text_has_its_translation_and_none_is_left_over() -> None:
    described = {text for name in SUBCOMMANDS for text in texts(parsers([], name)[0]) if text}
    known = {english for english in KOREAN if "{" not in english} - {"usage: ", "error"}
    assert described == known


@pytest.mark.parametrize("command", ["", *SUBCOMMANDS, "lessons check"])
def test_korean_help_fits_the_terminal(command: str, capsys: pytest.CaptureFixture[str],
                                       monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    with pytest.raises(SystemExit) as end:
        main([*command.split(), "--help"])
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert shown.startswith(" ".join(["사용법: torchtutor", *command.split(), ""]))
    assert "이 도움말을 보여 줍니다" in shown
    about = shown.partition("\n\n")[2]  # the usage is argparse's
    widths = [
        [1 + (unicodedata.east_asian_width(c) in "WF") for c in s] for s in about.splitlines()
    ]
    assert max(sum(widths_of) for widths_of in widths if 2 in widths_of) < 80  # with Korean


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check --format xml", "torchtutor check: 오류: --format: 'xml' 값은 쓸 수 없습니다."),
        ("check --selct x", "알 수 없는 인자: --selct. 혹시 --select 옵션인가요?"),
        ("check --fix --diff", "--diff: --fix 옵션과 함께 쓸 수 없습니다."),
        ("check --ex", "맞는 옵션: --exclude, --exit-zero"),
        ("check --select", "--select: 값 하나가 필요합니다."),
        ("run --timeout x", "--timeout: 'x' 값은 수(float)가 아닙니다."),
        ("explain", "필요한 인자가 없습니다: RULE"),
        ("chek", "chek 명령은 없습니다. 혹시 check 명령인가요?"),
    ],
)
def test_errors_in_korean(words: str, said: str, capsys: pytest.CaptureFixture[str],
                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    with pytest.raises(SystemExit) as end:
        main(words.split())
    assert end.value.code in (2, 3)
    shown = capsys.readouterr().err
    assert said in shown and shown.startswith("사용법: ")


@pytest.mark.parametrize("said", ["--language ko", "--language=ko"])
@pytest.mark.parametrize("words", ["check --help", "explain --help", "--help"])
def test_the_language_may_be_said_before_the_command(
    said: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*said.split(), *words.split()])
    assert end.value.code == 0
    command = " ".join(["torchtutor", *words.split()[:-1]])
    assert capsys.readouterr().out.startswith(f"사용법: {command} [-h]")


def test_the_language_is_that_of_option_setting_and_locale(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def shown(*words: str) -> str:
        with pytest.raises(SystemExit):
            main(["check", *words, "--help"])
        return capsys.readouterr().out[:3]

    assert shown() == "usa"
    assert shown("--language", "ko") == shown("--language=ko") == "사용법"
    Path("pyproject.toml").write_text('[tool.torchtutor]\nlanguage = "ko"\n')
    assert shown() == "사용법"
    assert shown("--language", "en") == "usa"
