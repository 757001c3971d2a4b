"""Sentences with numbers in them: the word after a number fits the number."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from torchtutor.server.language import say

LOCALES = Path(__file__).parents[1] / "server" / "locales"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 parameter"), ("1,240", "1,240 parameters"), (0, "0 parameters")]
)
def test_the_word_fits_the_number(count: int | str, words: str) -> None:
    assert say("en", "run.parameters", count=count) == words


def test_a_number_that_is_written_out_is_one_too() -> None:
    assert say("en", "audit.unused", path="self.w", elements="1").count("1 element)") == 1
    assert "1,240 elements)" in say("en", "audit.unused", path="self.w", elements="1,240")


def test_no_english_sentence_puts_a_plural_after_any_number() -> None:
    """`{count} checks` says `1 checks`: write `{count:check|checks}`."""
    plural = re.compile(
        r"\{(count|elements|calls|pairs|inputs|wanted)\} (?!is|was|slower|of)\w+s\b"
    )
    wrong = {
        f"{path.stem}: {text}"
        for area in ("audit", "exercise", "graphs", "measure", "page", "run")
        for path in [LOCALES / f"{area}.en.json"]
        for text in json.loads(path.read_text(encoding="utf-8")).values()
        if plural.search(text)
    }
    assert wrong == set()
