"""Exercises: examine a learner's file, first by its structure, then by running it."""

from .checking import Outcome, Report, Submission, examine

__all__ = ["Outcome", "Report", "Submission", "examine"]
