"""What must hold for the texts of a lesson, as problems with their file and place.

For who writes a lesson and for the tests: a server that shows lessons never loads this module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from .lesson import Lesson
from .library import cards
from .markdown import Document, LessonError
from .table import Language

HOVER_LINES = 12  # at 80 columns: VS Code shows 250 px before it scrolls
HOVER_CHARACTERS = 450
_FENCED = re.compile(r"^```(\w*)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_CODE_SPAN = re.compile(r"`[^`\n]+`")
# A particle depends on how the word before it is read, which nobody knows of a name in code.
_PARTICLE = re.compile(r"(`[^`\n]+`)([가-힣]+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block; `section` is the id of its heading, "" above the first one."""

    section: str
    language: str
    mark: str | None
    code: str


def blocks(text: str) -> list[Block]:
    """The code blocks of a page, in their order."""
    found = []
    for match in _FENCED.finditer(text):
        ids = re.findall(r"^##+ .*\{#(.+)\}$", text[: match.start()], re.MULTILINE)
        found.append(Block(ids[-1] if ids else "", match[1], match[2], match[3]))
    return found


def runnable(text: str) -> list[tuple[Block, str | None]]:
    """Each block marked `run`, with the text of the `output` block right behind it."""
    found = blocks(text)
    followers = [*found[1:], Block("", "", None, "")]
    return [
        (block, after.code if after.mark == "output" else None)
        for block, after in zip(found, followers, strict=True)
        if block.mark == "run"
    ]


def printed(lesson: Lesson) -> list[tuple[Block, str]]:
    """Each block marked `run` of the English page, with what it must print."""
    answers = {prediction.heading: prediction.answer for prediction in lesson.predictions}
    return [
        (block, f"{answers[block.section]}\n" if block.section in answers else output or "")
        for block, output in runnable(lesson.file("en.md"))
    ]


def visible(markdown: str) -> str:
    """What a reader sees of a card: no fences, link targets or emphasis marks."""
    without_fences = re.sub(r"^```.*\n", "", markdown + "\n", flags=re.MULTILINE)
    return _LINK.sub(r"\1", without_fences).replace("**", "").replace("`", "").strip()


def rendered_lines(markdown: str, columns: int = 80) -> int:
    """Lines at `columns` columns, where Hangul takes two and blocks stand one line apart."""
    count = blank = 0
    for index, part in enumerate(re.split(r"^```.*\n", markdown + "\n", flags=re.MULTILINE)):
        if index % 2:  # code does not wrap
            count, blank = count + part.count("\n"), blank + 1
            continue
        for paragraph in filter(None, re.split(r"\n\s*\n", part.strip())):
            count, blank = count + _wrapped(visible(paragraph), columns), blank + 1
    return count + blank - 1


def _wrapped(text: str, columns: int) -> int:
    lines, column = 1, 0
    for word in text.split():
        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in word)
        if column and column + 1 + width > columns:
            lines, column = lines + 1, width
        else:
            column += width + (1 if column else 0)
    return lines


def problems(lesson: Lesson) -> list[LessonError]:
    """Everything that is wrong with the texts of a lesson; nothing is run."""
    return list(_problems(lesson))


def _problems(lesson: Lesson) -> Iterator[LessonError]:
    documents: dict[Language, Document] = {}
    for language in lesson.languages:
        try:
            documents[language] = lesson.document(language)
        except (LessonError, OSError) as error:
            yield (
                error
                if isinstance(error, LessonError)
                else LessonError(_file(lesson, f"{language}.md"), "file", str(error))
            )
    english = documents.get("en")
    for language, document in documents.items():
        yield from _page(lesson, language, document)
        if english is not None and language != "en":
            yield from _translation(lesson, language, english, document)
    yield from _unlisted(lesson)
    for index, link in enumerate(lesson.links):
        if (found := _badly_formed(link.url)) is not None:
            yield LessonError(_file(lesson, "lesson.toml"), f"link[{index}].url", found)


def _file(lesson: Lesson, name: str) -> str:
    return f"{lesson.quest}/{lesson.folder.name}/{name}"


def _unlisted(lesson: Lesson) -> Iterator[LessonError]:
    folder = lesson.folder.joinpath("mutants")
    listed = {mutant.file for mutant in lesson.exercise.mutants}
    for entry in folder.iterdir() if folder.is_dir() else ():
        name = f"mutants/{entry.name}"
        if name.endswith(".py") and name not in listed:
            yield LessonError(_file(lesson, name), "file", "is not a [[mutant]] of lesson.toml")


def _page(lesson: Lesson, language: Language, document: Document) -> Iterator[LessonError]:
    file, text = _file(lesson, f"{language}.md"), lesson.file(f"{language}.md")
    prose = _FENCED.sub("", text)
    for block in blocks(text):
        if block.language == "python":
            try:
                compile(block.code, "<lesson>", "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                yield LessonError(file, block.section, f"a code block is not Python: {error}")
    runs = runnable(text)
    for prediction in lesson.predictions:
        outputs = [output for block, output in runs if block.section == prediction.heading]
        if outputs != [None]:
            problem = "a prediction needs one block marked `run`, without its output behind it"
            yield LessonError(file, prediction.heading, problem)
        if prediction.answer not in document.page.split("\n## ")[-1]:
            problem = f"the last section lacks the answer {prediction.answer}"
            yield LessonError(file, f"predict.{prediction.id}", problem)
    for card in cards(lesson, language):
        if (lines := rendered_lines(card.text)) > HOVER_LINES:
            problem = f"the card of {card.title} fills {lines} lines of a hover, {HOVER_LINES} fit"
            yield LessonError(file, card.heading, problem)
        if (length := len(visible(card.text))) > HOVER_CHARACTERS:
            problem = f"the card of {card.title} has {length} characters, {HOVER_CHARACTERS} fit"
            yield LessonError(file, card.heading, problem)
    for words, target in _LINK.findall(_CODE_SPAN.sub("code", prose)):
        found = "a link without words" if not words.strip() else _badly_formed(target)
        if found is not None:
            yield LessonError(file, f"[{words}]({target})", found)
    if language == "ko":
        for code, particle in _PARTICLE.findall(prose):
            yield LessonError(file, f"{code}{particle}", "a particle right behind a name in code")


def _badly_formed(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return f"is not an address: {error}"
    if parts.scheme != "https" or not parts.netloc:
        return "a link must begin with https:// and a host"
    if re.search(r"[\s<>\"\\]", url) or "." not in parts.netloc:
        return "is not an address"
    return None


def _translation(
    lesson: Lesson, language: Language, english: Document, other: Document
) -> Iterator[LessonError]:
    file = _file(lesson, f"{language}.md")
    ids, theirs = list(english.sections), list(other.sections)
    if ids != theirs:
        wanted, got = next(
            (
                pair
                for pair in zip([*ids, None], [*theirs, None], strict=False)
                if pair[0] != pair[1]
            ),
            (None, None),
        )
        problem = f"en.md has the heading {wanted or 'no more'} here, this page {got or 'no more'}"
        yield LessonError(file, got or theirs[-1], problem)
        return
    for name, section in english.sections.items():
        if (section.card is None) != (other.sections[name].card is None):
            yield LessonError(file, name, "one of en.md and this page has a card here, one has not")
    ours, texts = blocks(lesson.file("en.md")), blocks(lesson.file(f"{language}.md"))
    for block, translated in zip(ours, texts, strict=False):
        if block != translated:
            problem = (
                f"a code block is not the one of en.md: {_first_difference(block, translated)}"
            )
            yield LessonError(file, translated.section, problem)
            break
    else:
        if len(ours) != len(texts):
            yield LessonError(file, "page", f"{len(texts)} code blocks, en.md has {len(ours)}")
    for name, section in english.sections.items():
        links = [target for _, target in _LINK.findall(section.text)]
        if links != [target for _, target in _LINK.findall(other.sections[name].text)]:
            yield LessonError(file, name, "the links are not those of en.md")


def _first_difference(block: Block, other: Block) -> str:
    for line, theirs in zip(block.code.splitlines(), other.code.splitlines(), strict=False):
        if line != theirs:
            return repr(theirs)
    return repr(other.code.splitlines()[-1] if other.code else "")
