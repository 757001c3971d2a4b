"""Where the reading of a function stood before each statement of its body, so that it can go on from there.

What a learner types stands mostly at the end of a function. Its statements before that are not read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import libcst as cst

from .events import Frame
from .held import reachable
from .tree import statements
from .values import Constant, Item, SelfReference, Unknown, Value

if TYPE_CHECKING:
    from .interpreter import Interpreter

# nothing depends on what happened to one of these
_NEVER_JUDGED = frozenset({Unknown, Item, Constant, SelfReference})


@dataclass(eq=False, slots=True)
class Mark:
    """What an `Interpreter` knew before a statement of the function that it was told to read.

    `events` says how many events of each kind there were in this function, `touched` how many values
    had been changed, `met` how many unknown attributes were met, `asked` how many unknown things of the
    top level.
    """

    events: tuple[int, ...]
    variables: dict[str, Value]
    paths: dict[str, Value]
    returned: int
    current: dict[str, Value]
    order: int
    statement: cst.CSTNode | None
    visited: frozenset[int]
    refused: frozenset[int]
    calls: int
    touched: int
    met: int
    asked: int


@dataclass(eq=False, slots=True)
class Marked:
    """A function that was read, its frame, and a mark for each of its statements."""

    function: cst.FunctionDef
    frame: Frame
    marks: list[Mark]

    def same(
        self, new: cst.FunctionDef, touched: list[Value], around: dict[str, Value]
    ) -> int | None:
        """How many statements at its start need not be read again for `new`.

        None where it has to be read with other arguments, or where what they know, or what the names `around` the function hold, was among the
        values `touched` since it was begun, by those behind them.
        """
        old = self.function
        if not self.marks or old.params is not new.params or old.decorators is not new.decorators:
            return None
        count = 0
        for a, b in zip(statements(old.body), statements(new.body), strict=False):
            if a is not b:
                break
            count += 1
        count = min(count, len(self.marks) - 1)
        mark = self.marks[count]
        held = [mark.variables, mark.paths, mark.current, around]
        return None if touches(touched[mark.touched :], held) else count


def touches(touched: list[Value], held: Iterable[dict[str, Value]]) -> bool:
    """Whether one of the values that were `touched`, about which something is judged, is `held` by name,
    or in what is."""
    judged = [value for value in touched if type(value) not in _NEVER_JUDGED]
    if not judged:
        return False
    values = {id(value): value for names in held for value in names.values()}
    return not reachable(values.values()).isdisjoint(map(id, judged))


def take_over(
    reading: Interpreter,
    before: Interpreter,
    starts: tuple[int, ...],
    mark: Mark,
    function: cst.FunctionDef,
) -> None:
    """Give `reading` the events that `before` had at the mark, behind `starts`; they are in `function` now."""
    pairs = zip(
        before.event_lists(), reading.event_lists(), starts[:-1], mark.events[:-1], strict=True
    )
    for old, new, start, count in pairs:
        for event in old[start : start + count]:
            _move(event, function)
            new.append(event)
    made = [*before.creations.items()][starts[-1] : starts[-1] + mark.events[-1]]
    for key, creation in made:
        _move(creation, function)
        reading.creations[key] = creation


def _move(event: Any, function: cst.FunctionDef) -> None:
    enclosing = getattr(event, "enclosing", ())
    if enclosing and enclosing[0] is not function:
        event.enclosing = (function, *enclosing[1:])
