"""Every script of a file, those that were read before where nothing that they depend on has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

import libcst as cst

from .chunks import Chunk, Piece
from .events import Frame, FunctionCall
from .file_model import FileModel
from .script import Script
from .statement import ClassDefinition, Memory, Statement


class MethodScripts:
    """The scripts of the methods of one class, of a Module those that are not part of forward.

    A script is kept as long as the methods that it asked for and the `__init__` stay the same.
    """

    def __init__(self, file: FileModel, definition: ClassDefinition, top: Script | None) -> None:
        self._file = file
        self._definition = definition
        self._top = top
        self._statement, self._own = definition.statement, definition.methods()
        self._methods = file.methods_of(definition)
        self.scripts: list[Script] = []
        self._init: Script | None = None

    def read(self, seen: set[int]) -> list[Script]:
        """The scripts; methods that were `seen` in another one are left out."""
        own = self._own
        is_module = self._definition.name in self._file.module_classes
        wanted = [n for n in own if not (is_module and (n.startswith("__") or n == "forward"))]
        if not wanted:
            return []
        seen = set(seen)
        if "__init__" in self._methods:
            try:
                self._init = self._script("__init__")
            except RecursionError:
                return []
            if not is_module and "__init__" in own:
                self.scripts.append(self._init)
                seen.update(self._init.visited)
        for name in wanted:
            if id(own[name]) not in seen:
                try:
                    script = self._script(name)
                except RecursionError:
                    continue
                self.scripts.append(script)
                seen.update(script.visited)
        return self.scripts

    def _memory(self, name: str) -> Memory:
        """Where the script of a method is kept: with the text of the method, or of the class."""
        return self._statement.memory_of(self._own.get(name, self._definition.node))

    def _script(self, name: str) -> Script:
        memory, key = self._memory(name), f"method {self._definition.qualified_name}.{name}"
        known = memory.get(key)
        if known and not (isinstance(known[1], Script) and known[1].same_methods(self._methods)):
            del memory[key]
        made = self._made() if name == "__init__" else None
        given = (made.node, *made.arguments) if made is not None else None
        also = (self._init, self._methods[name], given)
        top = self._top.frame if self._top is not None else None
        return self._file.kept(memory, key, partial(self._make, key, name, made), also, top)

    def _made(self) -> FunctionCall | None:
        """The call at top level that makes an object of the class, where it is the only one."""
        name = self._definition.name
        if self._top is None or name in self._file.module_classes:
            return None
        calls = [call for call in self._top.functions if call.function == name]
        if len(calls) != 1 or any(argument.star for argument in calls[0].node.args):
            return None
        once = rf"(?s)(?<![\w.])(?<!class ){name}\s*\(.*(?<![\w.])(?<!class ){name}\s*\("
        return None if self._file.matches(once) else calls[0]

    def _make(self, key: str, name: str, made: FunctionCall | None) -> Script:
        part = self._definition.statement.part_of(self._methods[name])
        top = self._top.frame if self._top is not None else None
        scope = _Scope(self._file, part, self._methods[name], top, self._methods, self._init)
        return _read(scope, key, made)


def _scripts_of_class(
    file: FileModel, definition: ClassDefinition, top: Script | None, seen: set[int]
) -> list[Script]:
    """The scripts of a class; the same as before where nothing that any of them depends on has changed."""
    if definition.name not in file.module_classes:
        return MethodScripts(file, definition, top).read(seen)
    memory, name = definition.statement.kept, f"scripts of {definition.qualified_name}"
    around = tuple(known.node for known in file.lineage(definition))
    taken = seen.intersection(map(id, definition.methods().values()))
    key = (file.signature, file.functions, top, around, taken)
    known = memory.get(name)
    if known is not None and known[0] == key:
        found = cast(list[Script], known[1])
        for script in found:
            script.file = file
        return found
    found = MethodScripts(file, definition, top).read(seen)
    memory[name] = (key, found)
    return found


@dataclass(frozen=True, slots=True)
class _Scope:
    """A function and what is known around it, as for `Script`; `init` is the script of `__init__`."""

    file: FileModel
    part: Chunk | Piece | None
    function: cst.FunctionDef
    top: Frame | None
    methods: Mapping[str, cst.FunctionDef] | None = None
    init: Script | None = None


def _read(scope: _Scope, key: str, made: FunctionCall | None = None) -> Script:
    """The script of a function, where possible from what it was when it was last read."""
    file, top, methods = scope.file, scope.top, scope.methods
    around = (file.signature, scope.init)
    known = file.memory.pop(f"last {key}", None)
    before = known[1] if known is not None and known[0] == around else None
    script: Script | None = None
    if (
        isinstance(before, Script)
        and made is None
        and top is not None
        and before.same_methods(methods or {})
        and before.still_holds(file.functions, top)
    ):
        before.file = file
        script = Script.after_edit(before, scope.part, scope.function, top, methods)
    if script is None:
        if isinstance(before, Script):
            before.take_back()
        given = scope.init.current if scope.init is not None else {}
        script = Script(
            file, scope.part, scope.function, top, methods, given, made, marking=before is not None
        )
    file.memory[f"last {key}"] = (around, script)
    return script


def read_scripts(file: FileModel) -> tuple[Script, ...]:
    """Every Script of the file; a function nested too deeply to be followed is left out."""
    scripts: list[Script] = []
    seen: set[int] = set()

    def keep(
        memory: Memory,
        name: str,
        make: Callable[[], Script],
        also: object,
        top: Frame | None = None,
    ) -> None:
        try:
            script = file.kept(memory, name, make, also, top)
        except RecursionError:
            return
        scripts.append(script)
        seen.update(script.visited)

    def read(statement: Statement, function: cst.FunctionDef) -> None:
        if id(function) not in seen:
            top = scripts[0].frame if scripts else None
            key = f"function {function.name.value}"
            make = partial(_read, _Scope(file, statement.chunk, function, top), key)
            keep(statement.kept, key, make, None, top)

    def read_class(definition: ClassDefinition) -> None:
        top = scripts[0] if scripts else None
        found = _scripts_of_class(file, definition, top, seen)
        scripts.extend(found)
        for script in found:
            seen.update(script.visited)

    running = tuple(
        node
        for part in file.parts
        for node in part.module.body
        if not isinstance(node, (cst.FunctionDef, cst.ClassDef))
    )
    keep(file.memory, "top level", partial(Script, file, None, None), running)
    for part in file.parts:
        for node in part.module.body:
            if isinstance(node, cst.FunctionDef):
                read(part, node)
    for definition in file.classes:
        read_class(definition)
    # a function that is gone, or was read again, has put nothing into objects of the top level any more
    _, before = file.memory.get("scripts that put", (None, ()))
    for script in cast(tuple[Script, ...], before):
        if script not in scripts:
            script.take_back()
    file.memory["scripts that put"] = (None, tuple(script for script in scripts if script.puts))
    return tuple(scripts)
