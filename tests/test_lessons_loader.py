"""Reading lessons: what a broken one says, and how cards and pages are found."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from torchtutor.lessons import Lesson, LessonError, load, load_from
from torchtutor.lessons.compiled import Tables
from torchtutor.lessons.lesson import _document

from .generate import lesson_tables

TOML = """
schema = 1
id = "pt.sample"
order = 3
minutes = 5
languages = ["en", "ko"]

[verified]
torch = ["2.13.0"]
date = 2026-11-23

[symbols]
"torch.nn.Linear" = "linear"
"torch.tensor" = "linear"

[rules]
"some-rule" = "linear"

[[predict]]
id = "how-many"
heading = "question"
answer = "2"

[exercise]
id = "ex1"
heading = "question"
class = "Net"
solution = "exercise.py"
twin = "exercise.py"

[[exercise.check]]
id = "clean"
kind = "static"

[[exercise.check]]
id = "listed"
kind = "structure"
structure = "calls"
names = ["torch.nn.ModuleList"]

[[exercise.check]]
id = "fits"
kind = "probe"
probe = "holds"
holds = [{ expr = "result.ndim == 2", message = { en = "Two axes.", ko = "두 축입니다." } }]

[[exercise.hint]]
on = "fits"
text = { en = "Look at `{path}`.", ko = "`{path}` 속성을 보세요." }
heading = "linear"

[[mutant]]
file = "exercise.py"
check = "clean"
"""
ENGLISH = """# Sample

Hello.

```python run
# not a heading
print(1)
```

```text output
1
```

## A layer {#linear}

Short.

<!-- more -->

Long.

## Question {#question}

How many?
"""
KOREAN = ENGLISH.replace("# Sample", "# 예제").replace("Short.", "짧은 글입니다.")

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the sample lesson, or a variation of it, and returns the folder to load from."""

    def write_lesson(
        toml: str = TOML, en: str = ENGLISH, ko: str = KOREAN, name: str = "03-s"
    ) -> Path:
        folder = tmp_path / "quest" / name
        folder.mkdir(parents=True)
        (folder / "lesson.toml").write_text(toml, encoding="utf-8")
        (folder / "en.md").write_text(en, encoding="utf-8")
        (folder / "ko.md").write_text(ko, encoding="utf-8")
        (folder / "exercise.py").write_text("x = 1\n", encoding="utf-8")
        return tmp_path

    return write_lesson


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("schema = 1", "schema = 2", "schema", "this version reads schema 1 only"),
        ("minutes = 5", "", "minutes", "is missing"),
        ("minutes = 5", "minutes = true", "minutes", "must be int, not bool"),
        ("order = 3", 'order = "3"', "order", "must be int, not str"),
        ("order = 3", "order = 3\nmood = 1", "mood", "is not a known key"),
        ('"en", "ko"]', '"en", "fr"]', "languages", "'fr' is not one of en, ko"),
        ('"en", "ko"]', '"ko"]', "languages", 'must contain "en"'),
        ('["2.13.0"]', "[2.13]", "verified.torch[0]", "must be str"),
        ("date = 2026-11-23", 'date = "today"', "verified.date", "must be date, not str"),
        ('"some-rule" = "linear"', '"some-rule" = 1', "rules.some-rule", "must be str, not int"),
        ('id = "how-many"', 'id = "how-many"\nkind = 1', "predict[0].kind", "is not a known key"),
        ('answer = "2"', "answer = 2", "predict[0].answer", "must be str, not int"),
        ('twin = "exercise.py"', 'twin = "t.py"', "exercise.twin", "there is no file t.py"),
        ('kind = "static"', 'kind = "magic"', "exercise.check[0].kind", "'magic' is not one of"),
        ('id = "listed"', 'id = "clean"', "exercise.check[1].id", "clean is used twice"),
        ('structure = "calls"', 'structure = "x"', "exercise.check[1].structure", "'x' is not one"),
        (
            'names = ["torch.nn.ModuleList"]',
            "",
            "exercise.check[1].names",
            "is missing",
        ),
        ('probe = "holds"', 'probe = "hope"', "exercise.check[2].probe", "'hope' is not one of"),
        (
            '"result.ndim == 2"',
            '"result.ndim ="',
            "exercise.check[2].holds[0].expr",
            "is not Python",
        ),
        ('on = "fits"', 'on = "luck"', "exercise.hint[0].on", "'luck' is not one of"),
        (', ko = "`{path}` 속성을 보세요."', "", "exercise.hint[0].text.ko", "is missing"),
        ('check = "clean"', 'check = "luck"', "mutant[0].check", "'luck' is not one of"),
        ("schema = 1", "schema = = 1", "TOML", "Invalid value"),
    ],
)
def test_a_broken_toml_names_file_and_key(
    write: Write, old: str, new: str, where: str, problem: str
) -> None:
    assert TOML.count(old) == 1
    with pytest.raises(LessonError) as caught:
        load_from(write(toml=TOML.replace(old, new)))
    assert caught.value.file == "quest/03-s/lesson.toml"
    assert caught.value.where == where
    assert problem in caught.value.problem
    assert str(caught.value).startswith(f"quest/03-s/lesson.toml: {where}: ")


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("# Sample", "## Sample {#sample}", "line 1", "the first heading must be `# Title`"),
        ("# Sample\n", "", "line 13", "the first heading must be `# Title`"),
        ("{#question}", "", "line 22", "a heading must be `## Text {#id}`"),
        ("{#question}", "{#Question}", "line 22", "a heading must be `## Text {#id}`"),
        ("{#question}", "{#linear}", "line 22", "the id linear is used twice"),
        (
            "{#linear}",
            "{#layer}",
            "symbols.torch.nn.Linear",
            "there is no heading with the id linear",
        ),
        ("<!-- more -->", "", "symbols.torch.nn.Linear", "has no card"),
        ("<!-- more -->", "<!--more-->", "line 18", "the only comment is"),
        ("{#question}", "{#other}", "predict.how-many", "there is no heading with the id question"),
        ("1\n```\n", "1\n", "line 10", "the code block is never closed"),
    ],
)
def test_a_broken_page_names_file_and_place(
    write: Write, old: str, new: str, where: str, problem: str
) -> None:
    assert ENGLISH.count(old) == 1
    with pytest.raises(LessonError) as caught:
        load_from(write(en=ENGLISH.replace(old, new)))
    assert caught.value.file == "quest/03-s/en.md"
    assert caught.value.where == where
    assert problem in caught.value.problem


def test_a_translation_is_read_and_checked_when_it_is_asked_for(write: Write) -> None:
    lessons = load_from(write(ko=KOREAN.replace("{#linear}", "{#other}")))
    assert lessons.page("pt.sample", "en")
    with pytest.raises(LessonError, match=r"quest/03-s/ko\.md: symbols\.torch\.nn\.Linear"):
        lessons.page("pt.sample", "ko")


def test_two_lessons_cannot_share_an_id(write: Write) -> None:
    write()
    with pytest.raises(LessonError, match=r"pt\.sample is used twice"):
        load_from(write(name="04-again"))


def test_a_card_is_the_beginning_of_its_section(write: Write) -> None:
    lessons = load_from(write())
    card = lessons.card_for_symbol("torch.nn.Linear", "en")
    assert card is not None
    assert card.text == "**`nn.Linear`** · lesson 3 *Sample*\n\nShort."
    assert (card.title, card.lesson_id, card.lesson_title, card.heading) == (
        "`nn.Linear`",
        "pt.sample",
        "Sample",
        "linear",
    )
    korean = lessons.card_for_symbol("torch.tensor", "ko")
    assert korean is not None
    assert korean.text == "**`torch.tensor`** · 3강 *예제*\n\n짧은 글입니다."
    rule = lessons.card_for_rule("some-rule", "en")
    assert rule is not None
    assert rule.text == "**A layer** · lesson 3 *Sample*\n\nShort."
    assert lessons.card_for_symbol("torch.nn.Conv2d", "en") is None
    assert lessons.card_for_rule("no-such-rule", "ko") is None


def test_a_page_is_plain_markdown(write: Write) -> None:
    lessons = load_from(write())
    page = lessons.page("pt.sample", "en")
    assert "## A layer\n\nShort.\n\nLong.\n" in page
    assert "```python\n# not a heading\nprint(1)\n```\n\n```text\n1\n```" in page
    with pytest.raises(KeyError):
        lessons.page("pt.other", "en")


def test_a_lesson_without_a_translation_is_shown_in_english(write: Write) -> None:
    lessons = load_from(write(toml=TOML.replace('"en", "ko"]', '"en"]')))
    assert lessons.page("pt.sample", "ko") == lessons.page("pt.sample", "en")


def test_a_lesson_is_found_by_id_and_by_number(write: Write) -> None:
    lessons = load_from(write())
    assert (
        lessons.find("pt.sample") is lessons.find("3") is lessons.find("03") is lessons.lessons[0]
    )
    assert lessons.find("1") is None
    assert lessons.find("sample") is None


def test_the_installed_lessons_load_once() -> None:
    assert load() is load()
    assert load().lessons[0].id == "pt.mental-model"


def test_what_is_kept_between_starts_is_what_the_files_say(write: Write, tmp_path: Path) -> None:
    root, kept = write(), tmp_path / "cache" / "lessons.json"

    def read() -> Lesson:
        tables = Tables(kept)
        lesson = load_from(root, tables).lessons[0]
        tables.save()
        return lesson

    first, second = read(), read()
    assert kept.is_file()
    for name in ("id", "verified", "rules", "exercise", "links", "points"):
        assert getattr(first, name) == getattr(second, name)
    assert second.document("en").title == "Sample"
    toml = root / "quest" / "03-s" / "lesson.toml"
    toml.write_text(TOML.replace("minutes = 5", "minutes = 6"), encoding="utf-8")
    assert read().minutes == 6
    kept.write_text('{"version": 1, "tables": [', encoding="utf-8")
    assert read().minutes == 6


def test_the_shipped_tables_are_what_the_files_say() -> None:
    assert lesson_tables.main(["--check"]) == 0
    read = load_from(lesson_tables.ROOT).lessons
    for lesson, fresh in zip(load().lessons, read, strict=True):
        for name in ("id", "verified", "rules", "errors", "exercise", "links", "points"):
            assert getattr(lesson, name) == getattr(fresh, name)


def test_a_page_recommends_what_comes_before_it(write: Write) -> None:
    assert "Recommended" not in load().page("pt.mental-model", "en")
    page = load().page("pt.state", "ko")
    assert "먼저 읽으면 좋은 강의: 01 *" in page.splitlines()[2]
    unknown = TOML.replace("minutes = 5", 'minutes = 5\nprerequisites = ["pt.nowhere"]')
    lessons = load_from(write(toml=unknown))
    assert lessons.page("pt.sample", "en") == lessons.lessons[0].document("en").page


@pytest.mark.alone
def test_loading_from_the_cache_is_several_times_faster(tmp_path: Path) -> None:
    root, kept = Path(str(load().lessons[0].folder)).parents[1], tmp_path / "lessons.json"

    def seconds(tables: Tables | None) -> float:
        _document.cache_clear()
        start = time.process_time()
        load_from(root, tables)
        if tables is not None:
            tables.save()
        return time.process_time() - start

    seconds(Tables(kept))
    slow = min(seconds(None) for _ in range(3))
    fast = min(seconds(Tables(kept)) for _ in range(3))
    assert fast * 3 < slow
