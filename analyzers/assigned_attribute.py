"""An attribute of a Module as one assignment makes it: what many rules report on."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Assignment
from .finding import Span
from .reading import Reading


@dataclass(eq=False, slots=True)
class AssignedAttribute:
    """`self.attribute = ...` in the class that was read."""

    reading: Reading
    assignment: Assignment

    @property
    def subject(self) -> str:
        """As `Finding.subject`."""
        return f"{self.reading.definition.name}.{self.assignment.attribute}"

    @property
    def span(self) -> Span:
        """The `self.attribute` that is assigned."""
        return self.reading.definition.statement.places.span(self.assignment.target)
