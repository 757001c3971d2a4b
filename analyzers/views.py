"""A file with one class or script in it, as the rules see it, and what they asked about the rest."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import libcst as cst

from .chunks import Chunk
from .file_model import FileModel
from .interpreter import Interpreter
from .reading import Reading
from .script import Script
from .statement import ClassDefinition, Statement

Answer = TypeVar("Answer")
# a question of FileModel and what it is about -> the answer
Answers = dict[tuple[Callable[..., object], tuple[Hashable, ...]], object]


class View(FileModel):
    """`file` with nothing but one class or script in it.

    What a rule finds in it holds as long as that class or script does, and as long as the questions
    about the rest of the file have the same answers: `asked`.
    """

    def __init__(self, file: FileModel, only: Interpreter) -> None:
        self.__dict__.update(file.__dict__)
        self._file = file
        self.asked: Answers = {}
        self._own: Statement | None = None
        if isinstance(only, Reading):
            self._own = only.definition.statement
        elif isinstance(only, Script) and only.part is not None:
            chunk = only.part if isinstance(only.part, Chunk) else only.part.chunk
            self._own = None if chunk is None else Statement.known(chunk)
        self.__dict__["readings"] = (only,) if isinstance(only, Reading) else ()
        self.__dict__["scripts"] = (only,) if isinstance(only, Script) else ()

    def statement_of(self, node: cst.CSTNode) -> Statement:
        # what stands in the class or script itself is found without a look at the others
        if self._own is not None and self._own.holds(node):
            return self._own
        return super().statement_of(node)

    def _ask(self, question: Callable[..., Answer], *about: Hashable) -> Answer:
        key = (question, about)
        if key not in self.asked:
            self.asked[key] = answer(self._file, question, about)
        return cast(Answer, self.asked[key])

    @property
    def parts(self) -> tuple[Statement, ...]:
        return self._ask(_all_parts)

    def subtracts(self, name: str) -> bool:
        return self._ask(FileModel.subtracts, name)

    def says(self, word: str) -> bool:
        return self._ask(FileModel.says, word)

    def matches(self, pattern: str) -> bool:
        return self._ask(FileModel.matches, pattern)

    def module_class(self, name: str) -> ClassDefinition | None:
        return self._ask(FileModel.module_class, name)

    def function(self, name: str) -> cst.FunctionDef | None:
        return self._ask(FileModel.function, name)

    def reading_of(self, name: str) -> Reading | None:
        return self._ask(FileModel.reading_of, name)

    def mentions(self, name: str) -> bool:
        return self._ask(FileModel.mentions, name)

    def is_base(self, name: str) -> bool:
        return self._ask(FileModel.is_base, name)

    def plain_class(self, name: str) -> ClassDefinition | None:
        return self._ask(FileModel.plain_class, name)

    def calls_in_loop(self, name: str, method: str) -> bool:
        return self._ask(FileModel.calls_in_loop, name, method)

    def compiled_classes(self) -> frozenset[str]:
        return self._ask(FileModel.compiled_classes)


def _all_parts(file: FileModel) -> tuple[Statement, ...]:
    return file.parts


def answer(file: FileModel, question: Callable[..., Answer], about: tuple[Hashable, ...]) -> Answer:
    """What `file` answers to one of its questions; found out once."""
    key = (question, about)
    if key not in file.answered:
        file.answered[key] = question(file, *about)
    return cast(Answer, file.answered[key])


def still_answered(file: FileModel, asked: Answers) -> bool:
    """Whether `file` gives the same answers to what was asked of an earlier version."""
    answered = file.answered
    for key, known in asked.items():
        found = answered[key] if key in answered else answer(file, *key)
        if found is not known and found != known:
            return False
    return True
