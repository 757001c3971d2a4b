"""The lessons that we ship: short cards, translations in step, outputs that torch really prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from typing import Any

import pytest
from torchtutor.lessons import Card, Language, Lesson, load

LESSONS = load().lessons
LANGUAGES: tuple[Language, ...] = ("en", "ko")
FENCED = re.compile(r"^```(\w*)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@dataclass(frozen=True)
class Block:
    """A code block, and the id of the section it is in ("" above the first heading)."""

    section: str
    language: str
    mark: str | None
    code: str


def blocks(text: str) -> list[Block]:
    found = []
    for match in FENCED.finditer(text):
        ids = re.findall(r"^##+ .*\{#(.+)\}$", text[: match.start()], re.MULTILINE)
        found.append(Block(ids[-1] if ids else "", match[1], match[2], match[3]))
    return found


def runnable_blocks(text: str) -> list[tuple[Block, str | None]]:
    """Each block marked `run`, with the `output` block right behind it."""
    found = blocks(text)
    followers = [*found[1:], Block("", "", None, "")]
    return [
        (block, after.code if after.mark == "output" else None)
        for block, after in zip(found, followers, strict=True)
        if block.mark == "run"
    ]


def cards(lesson: Lesson, language: Language) -> list[Card]:
    found = [load().card_for_symbol(symbol, language) for symbol in lesson.symbols]
    found += [load().card_for_rule(rule, language) for rule in lesson.rules]
    return [card for card in found if card is not None]


def visible(markdown: str) -> str:
    """What a reader sees of a card: no fences, link targets or emphasis marks."""
    without_fences = re.sub(r"^```.*\n", "", markdown + "\n", flags=re.MULTILINE)
    return LINK.sub(r"\1", without_fences).replace("**", "").replace("`", "").strip()


def rendered_lines(markdown: str, columns: int = 80) -> int:
    """Lines at `columns` columns, where Hangul takes two and blocks stand one line apart."""
    count = blank = 0
    for index, part in enumerate(re.split(r"^```.*\n", markdown + "\n", flags=re.MULTILINE)):
        if index % 2:  # code does not wrap
            count, blank = count + part.count("\n"), blank + 1
            continue
        for paragraph in filter(None, re.split(r"\n\s*\n", part.strip())):
            count, blank = count + wrapped(visible(paragraph), columns), blank + 1
    return count + blank - 1


def wrapped(text: str, columns: int) -> int:
    lines, column = 1, 0
    for word in text.split():
        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in word)
        if column and column + 1 + width > columns:
            lines, column = lines + 1, width
        else:
            column += width + (1 if column else 0)
    return lines


@each_lesson
@each_language
def test_cards_fit_into_a_hover(lesson: Lesson, language: Language) -> None:
    found = cards(lesson, language)
    assert len(found) == len(lesson.symbols) + len(lesson.rules)
    for card in found:
        assert rendered_lines(card.text) <= 12, card.text
        assert len(visible(card.text)) <= 450, card.text
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
def test_the_translation_is_in_step(lesson: Lesson) -> None:
    english, korean = lesson.document("en"), lesson.document("ko")
    assert list(english.sections) == list(korean.sections)
    assert [s.card is None for s in english.sections.values()] == [
        s.card is None for s in korean.sections.values()
    ]
    assert blocks(lesson.file("en.md")) == blocks(lesson.file("ko.md"))
    for prediction in lesson.predictions:
        for document in (english, korean):
            answers = document.page.split("\n## ")[-1]
            assert prediction.answer in answers


def particles_after_code(prose: str) -> list[str]:
    return [follower for follower in re.findall(r"`[^`\n]+`([가-힣]*)", prose) if follower]


@each_lesson
def test_no_korean_particle_follows_code(lesson: Lesson) -> None:
    assert particles_after_code(FENCED.sub("", lesson.file("ko.md"))) == []


@pytest.mark.parametrize("wrong", ["`nn.Module`는 클래스", "`a`와 `b` 속성", "`x`으로"])
def test_the_particle_test_finds_particles(wrong: str) -> None:
    assert particles_after_code(wrong) != []


@each_lesson
def test_code_blocks_compile(lesson: Lesson) -> None:
    for block in blocks(lesson.file("en.md")):
        if block.language == "python":
            compile(block.code, block.section, "exec")
        else:
            assert (block.language, block.mark) == ("text", "output")


@each_lesson
def test_every_prediction_has_one_runnable_block(lesson: Lesson) -> None:
    runnable = runnable_blocks(lesson.file("en.md"))
    for prediction in lesson.predictions:
        outputs = [output for block, output in runnable if block.section == prediction.heading]
        assert outputs == [None], "one block, and the page does not give the answer away"


# Runs in a process of its own: tests never import torch.
PROBE = """
import contextlib, importlib, io, json, sys

wanted = json.load(sys.stdin)
namespace = {}
printed = []
for code in wanted["blocks"]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "<lesson>", "exec"), namespace)
    printed.append(out.getvalue())

def exists(dotted):
    value = importlib.import_module("torch")
    for part in dotted.split(".")[1:]:
        if not hasattr(value, part):  # torch.utils.benchmark has to be imported
            try:
                importlib.import_module(value.__name__ + "." + part)
            except (ImportError, AttributeError):
                return False
        value = getattr(value, part)
    return True

missing = [s for s in wanted["symbols"] if not exists(s)]
json.dump({"printed": printed, "missing": missing}, sys.stdout)
"""


def run_under_torch(lesson: Lesson) -> dict[str, Any]:
    """Runs the page as one session in one process, and looks up the symbols in the same one."""
    wanted = {
        "blocks": [block.code for block, _ in runnable_blocks(lesson.file("en.md"))],
        "symbols": list(lesson.symbols),
    }
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    answer: dict[str, Any] = json.loads(process.stdout)
    return answer


@pytest.mark.torch
@each_lesson
def test_the_page_tells_the_truth_about_torch(lesson: Lesson) -> None:
    answer = run_under_torch(lesson)
    assert answer["missing"] == []
    answers = {prediction.heading: prediction.answer for prediction in lesson.predictions}
    runnable = runnable_blocks(lesson.file("en.md"))
    for (block, output), printed in zip(runnable, answer["printed"], strict=True):
        expected = f"{answers[block.section]}\n" if block.section in answers else output or ""
        assert printed == expected, block.code
