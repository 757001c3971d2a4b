"""Writes lessons/tables.json: what the lesson.toml files of our lessons say, for a fast start.

python tests/generate/lesson_tables.py --write
python tests/generate/lesson_tables.py --check    # 1 when it is not what --write would write

A file that was edited since is read itself, so that an old table costs time and nothing else.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from torchtutor.lessons.compiled import digest, written
from torchtutor.lessons.library import SHIPPED, load_from

ROOT = Path(__file__).parents[2] / "lessons"
TARGET = ROOT / SHIPPED


def tables() -> str:
    """The text of the file. Raises LessonError for a lesson with a mistake."""
    load_from(ROOT)
    texts = [path.read_bytes() for path in sorted(ROOT.glob("*/*/lesson.toml"))]
    return written({digest(text): tomllib.loads(text.decode("utf-8")) for text in texts})


def main(arguments: list[str]) -> int:
    """Write the tables, or say whether the written ones are current."""
    text = tables()
    if arguments == ["--write"]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
    if not current:
        print(f"{TARGET.name} is out of date: run --write", file=sys.stderr)
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
