"""The conversation of conversation.py, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from .client import Client
from .conversation import play

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_a_learner_finds_runs_fixes_and_runs_again(language: str, tmp_path: Path) -> None:
    paragraphs: list[str] = []
    async with Client() as client:
        told = await play(client, tmp_path, language, False, paragraphs.append)

    [found], [confirmed] = told.diagnostics, told.confirmed
    assert found["code"] == confirmed["code"] == "module-list-not-registered"
    assert confirmed["message"].startswith(found["message"])
    assert "416" in confirmed["message"]  # 8·16 + 16 + 16·16 + 16 elements
    assert told.after_fix == []

    before, after = told.results
    assert {entry["line"] for entry in before["unregistered"]} == {8}
    assert after["unregistered"] == []
    assert (before["parameters"]["elements"], after["parameters"]["elements"]) == (51, 467)
    assert sum(" → " in hint for hint in told.hints) == 2  # the layers; the others are values
    assert "467" in told.report

    first, stale, last = told.lenses
    assert stale[0] == f"~ {first[0]}"
    assert not last[0].startswith("~")
    assert told.endings == ["cancelled", "gone", "gone"]
    assert told.exit_code == 0
    assert all(one != next_one for one, next_one in zip(told.stages, told.stages[1:], strict=False))

    korean = any("가" <= character <= "힣" for character in found["message"])
    for text in (found["message"], told.hover, told.report, *told.stages, *first):
        assert any("가" <= character <= "힣" for character in text) == korean == (language == "ko")
    assert paragraphs[-1] == "exit code 0"
