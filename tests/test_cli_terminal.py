"""Terminals that lack characters: nothing crashes, and what can be read is printed."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from torchtutor.analyzers.registry import RULES
from torchtutor.server.cli import main


def printed(arguments: list[str], encoding: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command prints to a standard output in this encoding."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    assert main(arguments) == 0
    sys.stdout.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("command", [["learn"], ["learn", "07"], ["rules"], ["progress"]])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp949"])
def test_every_command_prints_in_every_encoding(
    command: list[str],
    encoding: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    text = printed(command, encoding, monkeypatch)
    assert "\\u" not in text
    assert any("가" <= letter <= "힣" for letter in text) == (encoding == "cp949")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp949"])
@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "gitlab"])
def test_json_stays_json_in_every_encoding(
    form: str, encoding: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "é 한글 🙂 𝒙.py"
    rule = RULES[1]
    Path(name).write_text(rule.bad, encoding="utf-8")
    words = ["check", "--exit-zero", "--language", "ko", "--format", form, "."]
    printed_json = json.loads(printed(words, encoding, monkeypatch))
    text = unquote(json.dumps(printed_json, ensure_ascii=False))
    assert name in text and rule.id in text


def test_marks_become_what_looks_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    text = printed(["rules", "--language", "en"], "ascii", monkeypatch)
    line = next(line for line in text.splitlines() if line.startswith("missing-super-init"))
    assert "*" in line  # it has a fix
