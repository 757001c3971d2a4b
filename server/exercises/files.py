"""The file that a learner works in: how it is made, and how it is recognised.

Its first line is a comment that names the exercise: `# torchtutor: exercise pt.mental-model/ex1`.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from torchtutor.lessons import Lesson, Lessons

_HEADER = re.compile(r"^#\s*torchtutor:\s*exercise\s+(?P<lesson>[\w.-]+)/(?P<exercise>[\w-]+)\s*$")
_MOST_LINES = 5  # a shebang, an encoding, a comment may come first


def header(lesson: Lesson) -> str:
    """The comment by which the file is recognised."""
    return f"# torchtutor: exercise {identity(lesson)}"


def identity(lesson: Lesson) -> str:
    """How events name the exercise."""
    return f"{lesson.id}/{lesson.exercise.id}"


def exercise_of(text: str, lessons: Lessons) -> tuple[Lesson, int] | None:
    """The lesson whose exercise a text is, and the line of the comment from 0."""
    for number, line in enumerate(text.split("\n", _MOST_LINES)[:_MOST_LINES]):
        found = _HEADER.match(line.strip())
        if found is not None:
            lesson = lessons.find(found["lesson"])
            if lesson is not None and lesson.exercise.id == found["exercise"]:
                return lesson, number
    return None


def starter(lesson: Lesson) -> str:
    """What the learner begins with."""
    return f"{header(lesson)}\n{lesson.file(lesson.exercise.starter)}"


def file_name(lesson: Lesson) -> str:
    """`01_mental_model.py`: a name that can be imported from no folder by accident."""
    return f"{lesson.folder.name.replace('-', '_')}.py"


def begin(lesson: Lesson, path: Path, *, anew: bool = False) -> Path | None:
    """Write the starter to `path`; returns where an older file was moved to, if there was one.

    Raises FileExistsError when there is one and `anew` is not set, OSError when it cannot be written.
    """
    kept = None
    path.parent.mkdir(parents=True, exist_ok=True)
    if anew and path.exists():
        kept = next(
            place
            for number in range(1, 10_000)
            if not (place := path.with_name(f"{path.stem}.old{number}{path.suffix}")).exists()
        )
        path.rename(kept)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(starter(lesson))
    return kept


def digest(text: str) -> str:
    """What an event keeps of a file: enough to see that it is another, nothing to read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
