"""The names, functions and classes of one file: what they mean and what they inherit."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from . import torch_facts as facts
from .names import Names
from .statement import ClassDefinition, Memory, Statement, remembered
from .tree import dotted_name, walk

if TYPE_CHECKING:
    from .file_model import FileModel
    from .workspace import Origin

_T = TypeVar("_T")
_H = TypeVar("_H", bound=Hashable)


class FileClasses:
    """The part of `FileModel` that answers without interpreting anything."""

    def __init__(
        self, parts: tuple[Statement, ...], origin: Origin | None, memory: Memory | None
    ) -> None:
        self._parts = parts
        self.origin = origin
        # what belongs to no single statement and may serve the next version
        self.memory: Memory = {} if memory is None else memory
        # the state of the other files, where it was just asked for
        self.generation: int | None = None

    def remembered(self, name: str, on: object, make: Callable[[], _T]) -> _T:
        """What `make` gives, or what it gave for the version before if that was made `on` the same.

        The same object then, so that comparing what was made on it costs nothing.
        """
        return remembered(self.memory, name, on, make)

    def sifted(
        self, name: str, items: Sequence[_H], test: Callable[[_H], bool], on: object = None
    ) -> list[_H]:
        """The items that pass a test which depends `on` nothing else; those that fail it are asked once.

        For tests that few pass: a key changes one item of a hundred.
        """
        known = self.memory.get(name)
        failed = cast("frozenset[_H]", known[1] if known and known[0] == on else frozenset())
        fresh = [item for item in items if item not in failed]
        passed = [item for item in fresh if test(item)]
        if len(passed) < len(fresh):
            self.memory[name] = (on, frozenset(items).difference(passed))
        return passed

    @property
    def parts(self) -> tuple[Statement, ...]:
        """Its top-level statements, those that could be read."""
        return self._parts

    @property
    def places(self) -> tuple[Statement, ...]:
        """The same, for who needs a place in them only."""
        return self._parts

    @cached_property
    def names(self) -> Names:
        said = tuple(filter(None, (part.meanings for part in self._parts)))
        meanings = (meaning for found in said for meaning in found)
        origin, version = self.origin, self._imports
        elsewhere = None if origin is None else origin.meaning
        return self.remembered(
            "names", (said, version), lambda: Names(meanings, elsewhere, version)
        )

    @cached_property
    def classes(self) -> tuple[ClassDefinition, ...]:
        """Every class of the file, outer ones first within a statement."""
        return tuple(definition for part in self._parts for definition in part.classes)

    @cached_property
    def classes_by_name(self) -> dict[str, ClassDefinition]:
        """The classes by name; of several with one name, the last."""
        return {definition.name: definition for definition in self.classes}

    @cached_property
    def _imports(self) -> object:
        """Changes whenever what is imported from the project may mean something else."""
        if self.origin is None or self.generation is not None:
            return self.generation
        return self.origin.workspace.refresh()

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

    @cached_property
    def functions(self) -> dict[str, cst.FunctionDef]:
        """The functions at top level by name."""
        found = {
            node.name.value: node
            for part in self._parts
            for node in part.module.body
            if isinstance(node, cst.FunctionDef)
        }
        return self.remembered("functions", found, lambda: found)

    def methods_of(self, definition: ClassDefinition) -> dict[str, cst.FunctionDef]:
        """The methods of a class by name, those that it inherits from a class of the file too."""
        methods: dict[str, cst.FunctionDef] = {}
        for known in self.lineage(definition):
            methods = {**known.methods(), **methods}
        return methods

    def lineage(self, definition: ClassDefinition) -> tuple[ClassDefinition, ...]:
        """The class and the classes of this file that it inherits from, nearest first."""
        known = self._lineages.get(definition)
        if known is None:
            known = self._lineages[definition] = self._lineage(definition)
        return known

    @cached_property
    def _lineages(self) -> dict[ClassDefinition, tuple[ClassDefinition, ...]]:
        return {}

    def _lineage(self, definition: ClassDefinition) -> tuple[ClassDefinition, ...]:
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
        surface = tuple((d.name, d.node.bases) for d in self.classes)
        on = (self.names, self._imports, surface)
        found = self.remembered("module classes", on, self._names_of_modules)
        return {d.name: d for d in self.classes if d.name in found}

    def _names_of_modules(self) -> frozenset[str]:
        by_name = self.classes_by_name
        known: dict[str, bool] = {}

        def is_module(definition: ClassDefinition) -> bool:
            if definition.name not in known:
                known[definition.name] = False  # a class that inherits from itself is not a Module
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

        return frozenset(d.name for d in self.classes if is_module(d))

    @cached_property
    def states(self) -> frozenset[tuple[str, bool]]:
        """The Module classes by name, each with whether an instance may own state."""
        classes = self.module_classes
        surface = tuple((d.name, d.node.bases, self._makes_something(d)) for d in classes.values())
        on = (self.names, self._imports, surface)
        return self.remembered(
            "states", on, lambda: frozenset((name, self.owns_state(name)) for name in classes)
        )

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
        names = self.names.key
        known = definition.makes_something
        if known is None or known[0] != names:
            methods = definition.methods().items()
            found = any(self._method_makes(definition, m) for n, m in methods if n != "forward")
            known = definition.makes_something = (names, found)
        return known[1]

    def _method_makes(self, definition: ClassDefinition, method: cst.FunctionDef) -> bool:
        return definition.statement.found_in(
            method,
            f"{definition.qualified_name}.{method.name.value} makes something",
            (self.names.key, method),
            lambda: any(self._is_something(node) for node in walk(method.body)),
        )

    def _is_something(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Call):
            name = facts.nn_class(self.names.resolve(node.func))
            stateless = name is not None and name in facts.MODULES_WITHOUT_STATE
            return not stateless and not _is_super_call(node)
        return isinstance(node, cst.Attribute) and node.attr.value in ("weight", "bias")


def _is_super_call(node: cst.Call) -> bool:
    inner = node.func.value if isinstance(node.func, cst.Attribute) else node
    return (
        isinstance(inner, cst.Call)
        and isinstance(inner.func, cst.Name)
        and inner.func.value == "super"
    )
