"""All lessons together: which card belongs to a symbol or a rule, and whole pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from .compiled import Tables
from .lesson import Lesson, read_lesson
from .markdown import LessonError
from .table import Language

SHIPPED = "tables.json"  # beside this file
_PLACE: Mapping[Language, str] = {
    "en": "lesson {order} *{title}*",
    "ko": "{order}강 *{title}*",
}
_FIRST: Mapping[Language, str] = {
    "en": "Recommended before: {lessons}.",
    "ko": "먼저 읽으면 좋은 강의: {lessons}.",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A hover. `text` is Markdown that begins with `title` and the lesson's name.

    `heading` is the id of the section on the lesson's page that goes on where the card ends.
    At 80 columns it fills at most 12 lines (`torchtutor lessons check` says where it does not).
    """

    title: str
    lesson_id: str
    lesson_title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """The installed lessons in the order of their quests."""

    lessons: tuple[Lesson, ...]

    def find(self, name: str) -> Lesson | None:
        """The lesson with the id `name`, or with the number `name` (`1`, `01`)."""
        for lesson in self.lessons:
            if name == lesson.id or (name.isdecimal() and int(name) == lesson.order):
                return lesson
        return None

    def card_for_symbol(self, dotted: str, language: Language) -> Card | None:
        """The card for a full name such as `torch.nn.Module`, from the first lesson that has it."""
        for lesson in self.lessons:
            if dotted in lesson.symbols:
                return _symbol_card(lesson, dotted, language)
        return None

    def card_for_rule(self, rule_id: str, language: Language) -> Card | None:
        """The card for a rule, from the first lesson that teaches it."""
        for lesson in self.lessons:
            if rule_id in lesson.rules:
                return _card(lesson, lesson.rules[rule_id], language, None)
        return None

    def card_for_error(self, message: str, language: Language) -> Card | None:
        """The card for a message of PyTorch's: of the pattern that covers most of it, since that
        says most about it, and of the first lesson among equals."""
        longest, best = 0, None
        for lesson in self.lessons:
            for pattern, heading in lesson.errors.items():
                found = re.search(pattern, message)
                if found is not None and len(found[0]) > longest:
                    longest, best = len(found[0]), (lesson, heading)
        return None if best is None else _card(*best, language, None)

    def page(self, lesson_id: str, language: Language) -> str:
        """The whole lesson as Markdown, with what is recommended before it below its title.

        Raises KeyError for an id that is not installed.
        """
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                page = lesson.document(language).page
                before = [
                    f"{b.order:02} *{b.document(language).title}*" for b in self.before(lesson)
                ]
                if not before:
                    return page
                title, _, rest = page.partition("\n")
                first = _FIRST[language].format(lessons=", ".join(before))
                return f"{title}\n\n{first}\n{rest}"
        raise KeyError(lesson_id)

    def before(self, lesson: Lesson) -> tuple[Lesson, ...]:
        """The installed lessons that make this one easier."""
        return tuple(other for other in self.lessons if other.id in lesson.prerequisites)


def cards(lesson: Lesson, language: Language) -> list[Card]:
    """Every card that a lesson has for a symbol, a rule or an error message, in this order."""
    headings = dict.fromkeys([*lesson.rules.values(), *lesson.errors.values()])
    return [
        *(_symbol_card(lesson, dotted, language) for dotted in lesson.symbols),
        *(_card(lesson, heading, language, None) for heading in headings),
    ]


def _symbol_card(lesson: Lesson, dotted: str, language: Language) -> Card:
    short = dotted.removeprefix("torch.") if dotted.startswith("torch.nn.") else dotted
    return _card(lesson, lesson.symbols[dotted], language, f"`{short}`")


def _card(lesson: Lesson, heading: str, language: Language, title: str | None) -> Card:
    document = lesson.document(language)
    section = document.sections[heading]
    title = title or section.heading
    place = _PLACE[language].format(order=lesson.order, title=document.title)
    text = f"**{title}** · {place}\n\n{section.card}"
    return Card(title, lesson.id, document.title, heading, text)


@cache
def load() -> Lessons:
    """The lessons of this installation, read once; raises LessonError for a broken one."""
    root = files("torchtutor.lessons")
    return load_from(root, Tables(None, root.joinpath(SHIPPED)))


@cache
def load_with(packs: tuple[str, ...], cache_file: Path | None = None) -> Lessons:
    """The installed lessons and those of other folders, read once; nothing in them is run.

    A pack is a folder `<quest>/<lesson>/`. One that cannot be read, or that has an id which is
    taken, is left out whole, with a line in the log: it must not keep the other lessons away.
    With `cache_file`, the packs' tables are kept there for the next start.
    """
    root = files("torchtutor.lessons")
    tables = Tables(cache_file if packs else None, root.joinpath(SHIPPED))
    lessons = list(load_from(root, tables).lessons)
    for pack in packs:
        try:
            found = load_from(Path(pack).expanduser(), tables).lessons
        except (LessonError, OSError) as error:
            logging.getLogger(__name__).warning("the lesson pack %s is left out: %s", pack, error)
            continue
        known = {lesson.id for lesson in lessons}
        if known.isdisjoint(lesson.id for lesson in found):
            lessons += found
        else:
            logging.getLogger(__name__).warning("the lesson pack %s repeats an id", pack)
    tables.save()
    return Lessons(tuple(lessons))


def load_from(root: Traversable, tables: Tables | None = None) -> Lessons:
    """The lessons in the folders `root/<quest>/<lesson>/` that hold a `lesson.toml`.

    Raises LessonError for the first problem in a lesson.toml or among the English headings.
    """
    lessons: list[Lesson] = []
    for quest in _folders(root):
        for folder in _folders(quest):
            if folder.joinpath("lesson.toml").is_file():
                lesson = read_lesson(folder, quest.name, tables)
                if any(lesson.id == other.id for other in lessons):
                    where = f"{quest.name}/{folder.name}/lesson.toml"
                    raise LessonError(where, "id", f"{lesson.id} is used twice")
                lessons.append(lesson)
    lessons.sort(key=lambda lesson: (lesson.quest, lesson.order))
    return Lessons(tuple(lessons))


def _folders(folder: Traversable) -> list[Traversable]:
    return sorted((f for f in folder.iterdir() if f.is_dir()), key=lambda f: f.name)
