"""Exercises: examine a learner's file, first by its structure, then by running it."""

from .checking import Outcome, Report, Submission, examine
from .files import exercise_of
from .practice import Practice

__all__ = ["Outcome", "Practice", "Report", "Submission", "examine", "exercise_of"]
