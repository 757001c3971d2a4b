"""A file with one class or script in it, as the rules see it, and what they asked about the rest."""

from __future__ import annotations

from collections.abc import Hashable

import libcst as cst

from .chunks import Chunk
from .file_model import FileModel
from .interpreter import Interpreter
from .reading import Reading
from .script import Script
from .statement import ClassDefinition, Statement

# the name of a question of FileModel and what it is about -> the answer
Answers = dict[tuple[str, tuple[Hashable, ...]], object]


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

    def _ask(self, question: str, *about: Hashable) -> object:
        key = (question, about)
        if key not in self.asked:
            self.asked[key] = answer(self._file, question, about)
        return self.asked[key]

    @property
    def parts(self) -> tuple[Statement, ...]:
        return self._ask("all_parts")  # type: ignore[return-value]  # its own answers, here and below

    def subtracts(self, name: str) -> bool:
        return self._ask("subtracts", name)  # type: ignore[return-value]

    def says(self, word: str) -> bool:
        return self._ask("says", word)  # type: ignore[return-value]

    def matches(self, pattern: str) -> bool:
        return self._ask("matches", pattern)  # type: ignore[return-value]

    def module_class(self, name: str) -> ClassDefinition | None:
        return self._ask("module_class", name)  # type: ignore[return-value]

    def function(self, name: str) -> cst.FunctionDef | None:
        return self._ask("function", name)  # type: ignore[return-value]

    def reading_of(self, name: str) -> Reading | None:
        return self._ask("reading_of", name)  # type: ignore[return-value]

    def mentions(self, name: str) -> bool:
        return self._ask("mentions", name)  # type: ignore[return-value]

    def is_base(self, name: str) -> bool:
        return self._ask("is_base", name)  # type: ignore[return-value]

    def plain_class(self, name: str) -> ClassDefinition | None:
        return self._ask("plain_class", name)  # type: ignore[return-value]

    def compiled_classes(self) -> frozenset[str]:
        return self._ask("compiled_classes")  # type: ignore[return-value]


def answer(file: FileModel, question: str, about: tuple[Hashable, ...]) -> object:
    """What `file` answers to one of its questions; found out once."""
    key = (question, about)
    if key not in file.answered:
        found = file.parts if question == "all_parts" else getattr(file, question)(*about)
        file.answered[key] = found
    return file.answered[key]
