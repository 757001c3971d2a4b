"""Reads running code: the top level of a file and its functions, for rules about training loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

import libcst as cst

from .chunks import Chunk, Piece
from .events import Frame, FunctionCall, Use
from .file_model import FileModel
from .held import copied
from .interpreter import Interpreter
from .marks import Marked, take_over, touches
from .statement import ClassDefinition, Memory, Statement
from .tree import statements
from .values import Value

if TYPE_CHECKING:
    from .cuts import Cuts
    from .training import Training

_LOOPS = (cst.For, cst.While)


class Script(Interpreter):
    """One scope of running code, read as if it ran once.

    `function` is None for the top level of the file, whose calls of the file's own functions are
    followed into; a function that the top level does not reach is a Script of its own, its
    arguments unknown. Rules should judge a node once, wherever it was read: the top level comes
    first and knows more. `part` is where the function stands. For a method, `methods` are those of its class and `attributes` what its
    `__init__` leaves behind. `made` is the one call that makes an object of the class, where there
    is only one: its arguments are those of `__init__`. With `marking` its function can be read again
    from the middle.
    """

    def __init__(
        self,
        file: FileModel,
        part: Chunk | Piece | None,
        function: cst.FunctionDef | None,
        top_level: Frame | None = None,
        methods: Mapping[str, cst.FunctionDef] | None = None,
        attributes: Mapping[str, Value] | None = None,
        made: FunctionCall | None = None,
        *,
        marking: bool = False,
    ) -> None:
        super().__init__(file)
        self.function = function
        self._methods = dict(methods or {})
        # the methods that were asked for, those that are not there too
        self.consulted: dict[str, cst.FunctionDef | None] = {}
        # copies: what one method does to an attribute is nothing that the others know of
        self.current, self._originals = copied(dict(attributes or {}))
        self.part = part
        frame = Frame({}, function.name.value if function else "", False, True, running=True)
        self.globals = top_level or frame
        self.global_paths = {} if top_level else frame.paths
        if function is not None:
            given, _ = copied({str(i): v for i, v in enumerate(made.arguments if made else ())})
            owner, call = self.self_value if methods else None, made.node if made else None
            self.marked = Marked(function, frame, []) if marking else None
            self.enter(function, list(given.values()), owner, frame, call)
            return
        self.frame = frame
        for statement in file.parts:
            for node in statement.module.body:
                self._top_level(node)

    @classmethod
    def after_edit(
        cls,
        before: Script,
        part: Chunk | Piece | None,
        function: cst.FunctionDef,
        top_level: Frame,
        methods: Mapping[str, cst.FunctionDef] | None,
    ) -> Script | None:
        """The script of `function`, read on from where it begins to differ from what it was `before`.

        None where that is not possible. Nobody may use the script `before` afterwards.
        """
        marked = before.marked
        same = 0 if marked is None else marked.same(function, before.touched, top_level.variables)
        if marked is None or not same:
            return None
        mark = marked.marks[same]
        script = cls.__new__(cls)
        Interpreter.__init__(script, before.file)
        script.function, script.part = function, part
        script._methods, script.consulted = dict(methods or {}), before.consulted
        script._originals, script.self_value = before._originals, before.self_value
        script.globals, script.followed = top_level, before.followed
        script.asked_globals, script.asked_paths = before.asked_globals, before.asked_paths
        script.global_paths = dict(list(before.global_paths.items())[: mark.asked])
        script.own_paths = dict(list(before.own_paths.items())[: mark.met])
        take_over(script, before, (0,) * len(mark.events), mark, function)
        script.touched = before.touched[: mark.touched]
        script.go_on(marked, function, same)
        return script

    @cached_property
    def spills(self) -> bool:
        """Whether it changes something that a variable of the top level holds."""
        return self.globals is not None and touches(self.touched, [self.globals.variables])

    def own_method(self, name: str) -> cst.FunctionDef | None:
        """The method of the class whose method is read, or of a base of it in the file."""
        found = self.consulted[name] = self._methods.get(name)
        return found

    def same_methods(self, methods: Mapping[str, cst.FunctionDef]) -> bool:
        """Whether it would be the same with these methods: those that it asked for are."""
        return all(methods.get(name) is found for name, found in self.consulted.items())

    def original(self, value: Value) -> Value:
        """What an attribute that `__init__` left behind is in the script of `__init__`."""
        return self._originals.get(id(value), value)

    def super_call(self, node: cst.Call, name: str) -> Value:
        """`super().name(...)`: remembered as a call of a function that was not read."""
        result = super().super_call(node, name)
        self.called(f"super.{name}", node, [], result)
        return result

    def _top_level(self, node: cst.BaseStatement | cst.SimpleStatementLine) -> None:
        if isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                self.read_statement(small)
        elif not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            self.read_statement(node)

    @cached_property
    def training(self) -> Training:
        """The steps of training in it."""
        from .training import Training  # training builds on this module

        return Training(self)

    @cached_property
    def cuts(self) -> Cuts:
        """Where its tensors lose their graphs."""
        from .cuts import Cuts

        return Cuts(self)

    def uses_of(self, method: str) -> Iterator[Use]:
        """The calls of a method of that name, in the order in which they run."""
        return (use for use in self.uses if use.method == method)


def may_follow(first: tuple[cst.CSTNode, ...], second: tuple[cst.CSTNode, ...]) -> bool:
    """Whether an event may still happen in a run in which an earlier one did, by what is around.

    Not when they stand in two alternatives, nor when the branch of the first leaves for good.
    """
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] is second[shared]:
        shared += 1
    around, inner = first[shared - 1 : shared], second[shared : shared + 1]
    apart = bool(inner) and (len(first) > shared or isinstance(inner[0], cst.ExceptHandler))
    if apart and around and isinstance(around[0], (cst.If, cst.Match, cst.Try, cst.TryStar)):
        return False
    return not any(
        isinstance(node, (cst.IndentedBlock, cst.Else, cst.ExceptHandler)) and _leaves(node)
        for node in first[shared:]
    )


def _leaves(branch: cst.IndentedBlock | cst.Else | cst.ExceptHandler) -> bool:
    body = branch if isinstance(branch, cst.IndentedBlock) else branch.body
    last = statements(body)[-1:]
    return bool(last) and isinstance(last[0], (cst.Return, cst.Raise, cst.Break, cst.Continue))


def loops_around(enclosing: tuple[cst.CSTNode, ...]) -> tuple[cst.CSTNode, ...]:
    """The loops among what encloses an event, the innermost last."""
    return tuple(node for node in enclosing if isinstance(node, _LOOPS))


def names_of(value: Value, script: Script) -> tuple[str, ...]:
    """The names that were bound to `value`, in the order of binding."""
    return tuple(dict.fromkeys(b.name for b in script.bindings if b.value is value))


class MethodScripts:
    """The scripts of the methods of one class, of a Module those that are not part of forward.

    A script is kept as long as the methods that it asked for and the `__init__` stay the same.
    """

    def __init__(self, file: FileModel, definition: ClassDefinition, top: Script | None) -> None:
        self._file = file
        self._definition = definition
        self._top = top
        self._methods = file.methods_of(definition)
        self.scripts: list[Script] = []
        self._init: Script | None = None

    def read(self, seen: set[int]) -> list[Script]:
        """The scripts; methods that were `seen` in another one are left out."""
        own = self._definition.methods()
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
        node = self._definition.methods().get(name, self._definition.node)
        return self._definition.statement.memory_of(node)

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
    # what functions put into its objects is there before they are read again: then it is read again, too
    spilled = object() if "spilled" in file.memory else None
    keep(file.memory, "top level", partial(Script, file, None, None), (running, spilled))
    for part in file.parts:
        for node in part.module.body:
            if isinstance(node, cst.FunctionDef):
                read(part, node)
    for definition in file.classes:
        read_class(definition)
    file.memory.pop("spilled", None)
    if any(script.spills for script in scripts if script.function is not None):
        file.memory["spilled"] = (None, None)
    return tuple(scripts)
