"""One file as the rules see it: what its code does, and questions about all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from .chunks import Chunk
from .file_classes import FileClasses
from .layout import Comment
from .statement import ClassDefinition, Memory, Statement
from .tree import dotted_name

if TYPE_CHECKING:
    from .events import Frame
    from .interpreter import Interpreter
    from .reading import Reading
    from .script import Script
    from .workspace import Origin

_Kept = TypeVar("_Kept", bound="Interpreter")
# `# these are not registered on purpose`: the author knows. A rule's name, `...-not-registered`, is
# not such a remark.
_DELIBERATE = re.compile(
    r"(?:\bnot|n't|\bnever|\bavoid|\bwithout|\bprevent|\bskip|\bbypass)\b(?!-)[^.]{0,25}\b(?:regist|sav)"
    r"|\bunregistered\b|\bhide (?:it|them|this|from)\b",
    re.IGNORECASE,
)


# where editors see the cells of a notebook in a file of Python
_CELLS = r"(?m)^# ?(?:%%|In ?\[|<codecell>)"


class FileModel(FileClasses):
    """Answers questions about one file; everything is found out when first asked."""

    def __init__(
        self,
        text: str,
        chunks: Iterable[Chunk],
        memory: Memory | None = None,
        origin: Origin | None = None,
    ) -> None:
        taken: set[int] = set()
        self.chunks = tuple(chunks)
        found = (Statement.of(chunk, taken) for chunk in self.chunks)
        super().__init__(tuple(part for part in found if part is not None), origin, memory)
        self.text = text
        # what rules that failed left behind; None where their exceptions are to be seen
        self.faults: list[str] | None = None
        # as views.Answers: what was answered so far
        self.answered: dict[tuple[Callable[..., object], tuple[Hashable, ...]], object] = {}

    def statement_of(self, node: cst.CSTNode) -> Statement:
        """The top-level statement in which `node` stands.

        Raises KeyError for a node that is not of this file.
        """
        for part in self._parts:
            if part.holds(node):
                return part
        raise KeyError(type(node).__name__)

    @cached_property
    def signature(self) -> object:
        """Equal for two versions of a file in which every class means the same to the others."""
        functions = frozenset(self.functions)
        found = (self.names.key, self.states, functions, self.moves_models, self._imports)
        return self.remembered("signature", found, lambda: found)

    @cached_property
    def moves_models(self) -> bool:
        """Whether the file sends something to another device by name."""
        return any(chunk.moves_models for chunk in self.chunks)

    def kept(
        self,
        memory: Memory,
        name: str,
        make: Callable[[], _Kept],
        also: object = None,
        top: Frame | None = None,
    ) -> _Kept:
        """What `make` gives, or what it gave before when nothing that it depends on changed.

        It depends on the signature of the file, on the functions that it followed and what it asked
        of the top level, whose variables are in `top`, and on `also`.
        """
        key = (self.signature, also)
        known = memory.get(name)
        if known is not None and known[0] == key:
            found = cast(_Kept, known[1])
            if found.still_holds(self.functions, top):
                found.file = self
                return found
        made = make()
        memory[name] = (key, made)
        return made

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What each Module class of the file does with its attributes, in the order of the text.

        A class nested too deeply to be followed is left out.
        """
        found: list[Reading] = []
        for definition in self.module_classes.values():
            try:
                found.append(
                    self.kept(
                        definition.statement.kept,
                        f"class {definition.qualified_name}",
                        partial(self._read, definition),
                        tuple(known.node for known in self.lineage(definition)),
                    )
                )
            except RecursionError:
                continue
        return tuple(found)

    def _read(self, definition: ClassDefinition) -> Reading:
        """What a class does, where possible from what the version before did."""
        from .reading import Reading  # these build on this module
        from .rereading import reread

        name = f"last reading of {definition.qualified_name}"
        key = (self.signature, *(known.node for known in self.lineage(definition)[1:]))
        known = self.memory.pop(name, None)
        found: Reading | None = None
        if (
            known is not None
            and known[0] == key
            and isinstance(known[1], Reading)
            and known[1].still_holds(self.functions)
        ):
            found = reread(self, definition, known[1])
        found = found or Reading(self, definition)
        self.memory[name] = (key, found)
        return found

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """The running code of the file: the top level first, then each function it does not call.

        A method of a class that is not a Module counts as a function; so do those of a Module that
        are not part of its forward pass, such as a `fit`.
        """
        from .scripts import read_scripts  # scripts build on this module

        return read_scripts(self)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """The comments of the file in their order."""
        return tuple(comment for chunk in self.chunks for comment in chunk.comments)

    def is_deliberate(self, offset: int) -> bool:
        """Whether a comment on the line of `offset`, or alone on the line above, says it is meant."""
        return any(_DELIBERATE.search(comment) for comment in self.comments_beside(offset))

    def comments_beside(self, offset: int) -> list[str]:
        """The comments on the line of `offset`, and alone on the line above."""
        text = self.text
        start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        end = next((i for i in range(offset, len(text)) if text[i] in "\r\n"), len(text))
        above = max(text.rfind("\n", 0, max(start - 1, 0)), 0)
        chunk = next((c for c in self.chunks if c.start <= offset < c.end), None)
        found: list[str] = []
        for piece in chunk.pieces if chunk is not None else ():
            for comment in piece.comments if above < piece.end and piece.start < end else ():
                on_line = start <= comment.start < end
                above_it = above <= comment.start < start
                if on_line or (above_it and not text[above : comment.start].strip()):
                    found.append(comment.text)
        return found

    # --- questions about code elsewhere in the file; `views.View` remembers what they were answered

    def says(self, word: str) -> bool:
        """Whether the text has `word` in it anywhere; a chunk that does not is searched once."""
        name = f"chunks saying {word}"
        said, unsaid = self.memory.get(name, (None, frozenset[Chunk]()))
        if said in self._chunk_set:
            return True
        for chunk in self._chunk_set.difference(cast("frozenset[Chunk]", unsaid)):
            if any(word in piece.text for piece in chunk.pieces):
                self.memory[name] = (chunk, unsaid)
                return True
        self.memory[name] = (None, self._chunk_set)
        return False

    @cached_property
    def _chunk_set(self) -> frozenset[Chunk]:
        return frozenset(self.chunks)

    def matches(self, pattern: str) -> bool:
        """Whether the regular expression is found in the text."""
        return re.search(pattern, self.text) is not None

    def module_class(self, name: str) -> ClassDefinition | None:
        """The Module class of the file of that name."""
        return self.module_classes.get(name)

    def function(self, name: str) -> cst.FunctionDef | None:
        """The function at top level of that name."""
        return self.functions.get(name)

    def is_script(self) -> bool:
        """Whether an expression that stands alone at top level shows nothing: no notebook, nor cells of one."""
        path = self.origin.path if self.origin is not None else None
        return path is not None and path.suffix == ".py" and not self.matches(_CELLS)

    @cached_property
    def _readings_by_name(self) -> dict[str, Reading]:
        return {reading.definition.name: reading for reading in self.readings}

    def reading_of(self, name: str) -> Reading | None:
        """What the Module class of that name does with its attributes."""
        return self._readings_by_name.get(name)

    def mentions(self, name: str) -> bool:
        """Whether `name` is read after a dot somewhere, or is a word of a string."""
        return any(part.mentions(name) for part in self._parts)

    def subtracts(self, name: str) -> bool:
        """Whether the value of that name is taken away from another somewhere."""
        return any(name in part.subtracted for part in self._parts)

    @cached_property
    def _bases(self) -> frozenset[str | None]:
        return frozenset(
            dotted_name(base.value) for known in self.classes for base in known.node.bases
        )

    def is_base(self, name: str) -> bool:
        """Whether a class of the file inherits from one of that name."""
        return name in self._bases

    def plain_class(self, name: str) -> ClassDefinition | None:
        """The class of that name, where it is not a Module and inherits from nothing."""
        known = self.classes_by_name.get(name)
        if known is None or name in self.module_classes:
            return None
        bases = [dotted_name(base.value) for base in known.node.bases]
        return known if bases in ([], ["object"]) else None

    def calls_in_loop(self, name: str, method: str) -> bool:
        """Whether running code makes an object of that class and calls that method of it in a loop."""
        return any(
            use.method == method
            and isinstance(use.value.node, cst.Call)
            and dotted_name(use.value.node.func) == name
            and any(isinstance(node, (cst.For, cst.While)) for node in use.enclosing)
            for script in self.scripts
            for use in script.uses
        )

    def compiled_classes(self) -> frozenset[str]:
        """The Module classes whose forward is compiled, alone or as a part of another."""
        return self._compiled_classes

    @cached_property
    def _compiled_classes(self) -> frozenset[str]:
        from .compiled import compiled_classes  # compiled builds on this module

        return compiled_classes(self)
