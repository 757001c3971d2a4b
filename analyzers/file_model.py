"""One file as the rules see it: its statements, its names, its classes and functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from . import torch_facts as facts
from .chunks import Chunk, Piece
from .fragments import Fragment, FragmentPlaces, ReadChunk
from .names import Meaning, Names
from .statements import Comment
from .tree import dotted_name, statements, walk

if TYPE_CHECKING:
    from .interpreter import Interpreter
    from .reading import Reading
    from .script import Script
    from .workspace import Origin

_Kept = TypeVar("_Kept", bound="Interpreter")
# readings and scripts by name, each with what it depended on
Memory = dict[str, tuple[object, "Interpreter"]]
# `# these are not registered on purpose`: the author knows. A rule's name, `...-not-registered`, is
# no such remark.
_DELIBERATE = re.compile(
    r"(?:\bnot|n't|\bnever|\bavoid|\bwithout|\bprevent|\bskip|\bbypass)\b(?!-)[^.]{0,25}\b(?:regist|sav)"
    r"|\bunregistered\b|\bhide (?:it|them|this|from)\b",
    re.IGNORECASE,
)
_MOVES_MODEL = re.compile(
    r"\.cuda\(|\.to\(\s*(?:device|self\.device|args\.device|[\"'](?:cuda|mps|xpu))"
)


@dataclass(eq=False, slots=True)
class ClassDefinition:
    """A class statement. `local` classes stand in a function and cannot be built from outside."""

    name: str
    qualified_name: str
    node: cst.ClassDef
    statement: Statement
    local: bool
    # the answer of FileModel._makes_something with the meanings of names it holds for
    makes_something: tuple[object, bool] | None = None
    _methods: dict[str, cst.FunctionDef] | None = None

    def methods(self) -> dict[str, cst.FunctionDef]:
        """The functions in the class body by name; of several with one name, the last."""
        if self._methods is None:
            self._methods = {
                node.name.value: node
                for node in statements(self.node.body)
                if isinstance(node, cst.FunctionDef)
            }
        return self._methods


class Statement:
    """A top-level statement that could be read, at least in part.

    It lives as long as its text: what is found out about it is kept for the next analysis.
    """

    def __init__(self, chunk: Chunk, read: ReadChunk, module: cst.Module) -> None:
        self.chunk = chunk
        self.module = module
        self.places = FragmentPlaces(read)
        self._read = read
        # readings of its classes and scripts of its functions, with what they depended on
        self.kept: Memory = {}

    @classmethod
    def of(cls, chunk: Chunk, taken: set[int]) -> Statement | None:
        """The statement of a chunk, the same one each time; None when it could not be read.

        Pieces of the same text share what was parsed: in the place of modules that are `taken` it
        gets nodes of its own. Its own are added.
        """
        read = ReadChunk.of(chunk)
        if read.module is None:
            return None
        if any(id(fragment.module) in taken for fragment in read.fragments):
            read = read.with_own_nodes(taken)
        taken.update(id(fragment.module) for fragment in read.fragments)
        kept = chunk.kept.get("statement")
        if not isinstance(kept, cls) or kept._read is not read:
            assert read.module is not None
            kept = chunk.kept["statement"] = cls(chunk, read, read.module)
        return kept

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """What it says about names."""
        return tuple(m for fragment in self._read.fragments for m in fragment.meanings)

    @cached_property
    def mentions(self) -> frozenset[str]:
        """Every name that is read after a dot in it, and every word of its strings."""
        return frozenset().union(*(fragment.mentions for fragment in self._read.fragments))

    @property
    def decorated(self) -> Iterator[tuple[cst.FunctionDef, tuple[cst.CSTNode, ...]]]:
        """The functions with decorators in it, each with its ancestors, the nearest last."""
        return (found for fragment in self._read.fragments for found in fragment.decorated)

    def holds(self, node: cst.CSTNode) -> bool:
        """Whether `node` is one of its nodes."""
        at = id(node)
        whole = self._read.assembled
        if whole is not None and (node is whole or node is whole.body or node is self.module):
            return True
        return any(at in fragment.node_ids for fragment in self._read.fragments)

    @cached_property
    def _members(self) -> dict[int, Fragment]:
        """The fragments of the members of a class that was put together, by their statements."""
        if self._read.assembled is None:
            return {}
        return {
            id(node): fragment
            for fragment in self._read.fragments[1:]
            for body in fragment.module.body
            if isinstance(body, cst.ClassDef)
            for node in body.body.body
        }

    def part_of(self, node: cst.CSTNode) -> Chunk | Piece:
        """Where the text of a method stands: its member, or the whole statement."""
        member = self._members.get(id(node))
        return member.piece if member is not None else self.chunk

    def memory_of(self, node: cst.CSTNode) -> Memory:
        """What may be kept as long as the text of a method; for others that of the class's head."""
        if self._read.assembled is None:
            return self.kept
        return self._members.get(id(node), self._read.fragments[0]).memory

    @cached_property
    def classes(self) -> tuple[ClassDefinition, ...]:
        """The classes in it, outer ones first."""
        whole = self._read.assembled
        found: list[ClassDefinition] = []
        prefix, fragments = "", self._read.fragments
        if whole is not None:
            name, fragments = whole.name.value, fragments[1:]
            prefix = f"{name}."
            found.append(ClassDefinition(name, name, whole, self, False))
        for fragment in fragments:
            for node, before, local in fragment.definitions:
                name = node.name.value
                found.append(ClassDefinition(name, prefix + before + name, node, self, local))
        return tuple(found)


class FileModel:
    """Answers questions about one file; everything is found out when first asked."""

    def __init__(
        self,
        text: str,
        chunks: Iterable[Chunk],
        memory: Memory | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.text = text
        self.origin = origin
        # what belongs to no single statement and may serve the next version
        self.memory: Memory = {} if memory is None else memory
        self.chunks = tuple(chunks)
        self.parts = self._parts()

    def _parts(self) -> tuple[Statement, ...]:
        taken: set[int] = set()
        found = (Statement.of(chunk, taken) for chunk in self.chunks)
        return tuple(part for part in found if part is not None)

    @cached_property
    def names(self) -> Names:
        return Names(meaning for part in self.parts for meaning in part.meanings)

    @cached_property
    def classes(self) -> tuple[ClassDefinition, ...]:
        """Every class of the file, outer ones first within a statement."""
        return tuple(definition for part in self.parts for definition in part.classes)

    @cached_property
    def classes_by_name(self) -> dict[str, ClassDefinition]:
        """The classes by name; of several with one name, the last."""
        return {definition.name: definition for definition in self.classes}

    def statement_of(self, node: cst.CSTNode) -> Statement:
        """The top-level statement in which `node` stands.

        Raises KeyError for a node that is not of this file.
        """
        for part in self.parts:
            if part.holds(node):
                return part
        raise KeyError(type(node).__name__)

    @cached_property
    def signature(self) -> object:
        """Equal for two versions of a file in which every class means the same to the others."""
        states = frozenset((name, self.owns_state(name)) for name in self.module_classes)
        functions = tuple(self.functions.values())
        return (self.names.key, states, functions, self.moves_models, self._imports)

    @cached_property
    def _imports(self) -> object:
        """Changes whenever what is imported from the project may mean something else."""
        origin = self.origin
        if origin is None:
            return None
        generation = origin.workspace.refresh()
        dotted = (name for name in self.names.imported() if not facts.is_library(name))
        return (generation, frozenset((name, origin.file_of(name)) for name in dotted))

    @cached_property
    def _imported(self) -> dict[str, tuple[FileModel, ClassDefinition] | None]:
        return {}

    def imported_class(self, dotted: str) -> tuple[FileModel, ClassDefinition] | None:
        """The Module class of another file of the project that `dotted` means, with its file."""
        if self.origin is None or facts.is_library(dotted):
            return None
        if dotted not in self._imported:
            _ = self._imports  # what was read before it changed is forgotten first
            self._imported[dotted] = None  # files that import each other come back here
            self._imported[dotted] = self.origin.module_class(dotted)
        return self._imported[dotted]

    def kept(
        self, memory: Memory, name: str, make: Callable[[], _Kept], also: object = None
    ) -> _Kept:
        """What `make` gives, or what it gave before when nothing that it depends on changed.

        It depends on the signature of the file, and on `also`.
        """
        key = (self.signature, also)
        known = memory.get(name)
        if known is not None and known[0] == key:
            found = cast(_Kept, known[1])
            found.file = self
            return found
        made = make()
        memory[name] = (key, made)
        return made

    @cached_property
    def functions(self) -> dict[str, cst.FunctionDef]:
        """The functions at top level by name."""
        return {
            node.name.value: node
            for part in self.parts
            for node in part.module.body
            if isinstance(node, cst.FunctionDef)
        }

    def methods_of(self, definition: ClassDefinition) -> dict[str, cst.FunctionDef]:
        """The methods of a class by name, those that it inherits from a class of the file too."""
        methods: dict[str, cst.FunctionDef] = {}
        for known in self.lineage(definition):
            methods = {**known.methods(), **methods}
        return methods

    def lineage(self, definition: ClassDefinition) -> tuple[ClassDefinition, ...]:
        """The class and the classes of this file that it inherits from, nearest first."""
        by_name = self.classes_by_name
        found: list[ClassDefinition] = []
        pending = [definition]
        while pending:
            definition = pending.pop(0)
            if definition in found:
                continue
            found.append(definition)
            for base in definition.node.bases:
                if isinstance(base.value, cst.Name) and base.value.value in by_name:
                    pending.append(by_name[base.value.value])
        return tuple(found)

    def inherited_names(self, definition: ClassDefinition) -> frozenset[str]:
        """The names of the methods of a class, with those inherited from classes of the project."""
        names: set[str] = set()
        for known in self.lineage(definition):
            names |= known.methods().keys()
            for base in known.node.bases:
                dotted = self.names.resolve(base.value)
                elsewhere = self.imported_class(dotted) if dotted else None
                if elsewhere is not None:
                    file, imported = elsewhere
                    names |= file.inherited_names(imported)
        return frozenset(names)

    @cached_property
    def module_classes(self) -> dict[str, ClassDefinition]:
        """The classes of the file that are Modules, by name: bases are followed in the file."""
        by_name = self.classes_by_name
        known: dict[str, bool] = {}

        def is_module(definition: ClassDefinition) -> bool:
            if definition.name not in known:
                known[definition.name] = False  # a class that inherits from itself is no Module
                known[definition.name] = any(
                    self.is_module_base(base.value)
                    or (
                        isinstance(base.value, cst.Name)
                        and base.value.value in by_name
                        and is_module(by_name[base.value.value])
                    )
                    for base in definition.node.bases
                )
            return known[definition.name]

        return {d.name: d for d in self.classes if is_module(d)}

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What each Module class of the file does with its attributes, in the order of the text.

        A class nested too deeply to be followed is left out.
        """
        from .reading import Reading  # reading builds on this module

        found: list[Reading] = []
        for definition in self.module_classes.values():
            try:
                found.append(
                    self.kept(
                        definition.statement.kept,
                        f"class {definition.qualified_name}",
                        partial(Reading, self, definition),
                        tuple(known.node for known in self.lineage(definition)),
                    )
                )
            except RecursionError:
                continue
        return tuple(found)

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """The running code of the file: the top level first, then each function it does not call.

        A method of a class that is no Module counts as a function; so do those of a Module that
        are not part of its forward pass, such as a `fit`.
        """
        from .script import read_scripts  # script builds on this module

        return read_scripts(self)

    def is_module_base(self, node: cst.CSTNode) -> bool:
        """Whether a base class is torch.nn.Module, a Module of torch.nn or a known other one."""
        dotted = self.names.resolve(node)
        if facts.nn_class(dotted) is not None or dotted in facts.OTHER_MODULE_BASES:
            return True
        return dotted is not None and self.imported_class(dotted) is not None

    def owns_state(self, name: str) -> bool:
        """Whether an instance of the file's Module class `name` may own parameters or buffers.

        False only when the class plainly makes nothing: then hiding it loses nothing.
        """
        definition: ClassDefinition | None = self.module_classes.get(name)
        seen: set[str] = set()
        while definition is not None and definition.name not in seen:
            seen.add(definition.name)
            if self._makes_something(definition):
                return True
            bases = [base.value for base in definition.node.bases]
            if len(bases) != 1:
                return True
            parent = dotted_name(bases[0])
            dotted = self.names.resolve(bases[0])
            if dotted == "torch.nn.Module":
                return False
            elsewhere = self.imported_class(dotted) if dotted else None
            if elsewhere is not None:
                file, imported = elsewhere
                return file.owns_state(imported.name)
            definition = self.module_classes.get(parent or "")
        return True

    def _makes_something(self, definition: ClassDefinition) -> bool:
        """Whether a method that is not forward may make a parameter or buffer."""
        if definition.makes_something is None or definition.makes_something[0] != self.names.key:
            found = any(
                self._is_something(node)
                for method in definition.methods().values()
                if method.name.value != "forward"
                for node in walk(method.body)
            )
            definition.makes_something = (self.names.key, found)
        return definition.makes_something[1]

    def _is_something(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Call):
            name = facts.nn_class(self.names.resolve(node.func))
            stateless = name is not None and name in facts.MODULES_WITHOUT_STATE
            return not stateless and not _is_super_call(node)
        return isinstance(node, cst.Attribute) and node.attr.value in ("weight", "bias")

    @cached_property
    def moves_models(self) -> bool:
        """Whether the file sends something to another device by name."""
        return _MOVES_MODEL.search(self.text) is not None

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


def _is_super_call(node: cst.Call) -> bool:
    inner = node.func.value if isinstance(node.func, cst.Attribute) else node
    return (
        isinstance(inner, cst.Call)
        and isinstance(inner.func, cst.Name)
        and inner.func.value == "super"
    )
