"""Lessons: what a learner reads, hovers over and practises on.

    lessons = load()
    lessons.card_for_symbol("torch.nn.Module", "ko")   # a hover
    lessons.page("pt.mental-model", "en")              # the whole page

A lesson is a folder `<quest>/<order>-<name>/` of data: `lesson.toml` (for machines), one Markdown
file per language (for people) and the exercise's Python files, which nothing here imports or runs.
This package needs the standard library only.
"""

from .exercise import Check, Exercise, Hint, Mutant
from .lesson import Lesson, Link, Points, Prediction, Verified
from .library import Card, Lessons, load, load_from, load_with
from .markdown import LessonError
from .table import Language

__all__ = [
    "Card",
    "Check",
    "Exercise",
    "Hint",
    "Language",
    "Lesson",
    "LessonError",
    "Lessons",
    "Link",
    "Mutant",
    "Points",
    "Prediction",
    "Verified",
    "load",
    "load_from",
    "load_with",
]
