"""The lessons that we ship: what `torchtutor lessons check` asks of a page, and a little more."""

from __future__ import annotations

import re

import pytest
from torchtutor.lessons import Lesson, load
from torchtutor.lessons.library import cards
from torchtutor.lessons.proof import blocks, problems, rendered_lines

LESSONS = load().lessons
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)


@each_lesson
def test_the_texts_hold_what_they_promise(lesson: Lesson) -> None:
    assert [str(problem) for problem in problems(lesson)] == []


@each_lesson
def test_cards_are_short_and_point_to_the_docs(lesson: Lesson) -> None:
    for card in (*cards(lesson, "en"), *cards(lesson, "ko")):
        code = [block.code for block in blocks(card.text)]
        assert len(code) == 1 and code[0].count("\n") <= 3, card.text
        assert all(len(line) <= 80 for line in code[0].splitlines()), card.text
        links = LINK.findall(card.text)
        assert len(links) <= 3
        assert all(target.startswith("https://docs.pytorch.org/") for _, target in links)


def test_the_line_count_counts_what_a_reader_sees() -> None:
    assert rendered_lines("**a** · b") == 1
    assert rendered_lines("a\n\n```python\nx\ny\n```\n\nb") == 6
    assert rendered_lines("가" * 40) == 1
    assert rendered_lines("가" * 30 + " " + "나" * 11) == 2
    assert rendered_lines("[x](https://docs.pytorch.org/" + "a" * 200 + ")") == 1


@each_lesson
def test_every_card_has_its_own_words_in_korean(lesson: Lesson) -> None:
    for english, korean in zip(cards(lesson, "en"), cards(lesson, "ko"), strict=True):
        assert english.heading == korean.heading
        assert re.search("[가-힣]", korean.text)
        assert not re.search("[가-힣]", english.text)
        assert LINK.findall(english.text) == [
            ("Docs", target) for _, target in LINK.findall(korean.text)
        ]


@each_lesson
def test_code_blocks_are_python_or_what_it_prints(lesson: Lesson) -> None:
    for block in blocks(lesson.file("en.md")):
        kind = (block.language, block.mark)
        assert kind in (("python", None), ("python", "run"), ("text", "output"))
